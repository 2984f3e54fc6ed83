"""Looks at the wire with a bare socket: what came, and how the connection ended."""

from __future__ import annotations

import json
import socket
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True)
class Seen:
    """What came over one connection until it ended."""

    head: str
    """Status line and headers; empty if there was no byte."""
    body: bytes
    end: str
    """``closed`` (FIN), ``reset`` (RST) or ``refused`` (nobody listened)."""

    @property
    def status(self) -> int:
        """The HTTP status."""
        return int(self.head.split()[1])

    @property
    def headers(self) -> dict[str, str]:
        """The headers, by names in lower case."""
        lines = self.head.split("\r\n")[1:]
        return {
            name.lower(): value.strip()
            for name, _, value in (each.partition(":") for each in lines)
        }

    @property
    def announced(self) -> int:
        """How long the body should be."""
        return int(self.headers.get("content-length", 0))


def look(
    url: str, method: str, target: str, *, headers: Mapping[str, str], body: bytes = b""
) -> Seen:
    """Send one request and read until the connection ends."""
    address = urlsplit(url)
    sent = {"Host": address.netloc, "Connection": "close", "Content-Length": str(len(body))}
    lines = [f"{name}: {value}" for name, value in (sent | dict(headers)).items()]
    text = "\r\n".join([f"{method} {target} HTTP/1.1", *lines, "", ""]).encode() + body
    try:
        connection = socket.create_connection((address.hostname, address.port), timeout=60)
    except ConnectionRefusedError:
        return Seen("", b"", "refused")
    with connection:
        connection.sendall(text)
        received, end = _received(connection)
    head, _, rest = received.partition(b"\r\n\r\n")
    return Seen(head.decode("latin-1"), rest, end)


def _received(connection: socket.socket) -> tuple[bytes, str]:
    """Return what comes until the connection ends, and how it ends."""
    received = b""
    try:
        while piece := connection.recv(65536):
            received += piece
    except ConnectionResetError:
        return received, "reset"
    return received, "closed"


def described(seen: Seen) -> str:
    """Return what was seen, in words."""
    if seen.end == "refused":
        return "connection refused"
    if not seen.head:
        return f"no byte, {seen.end}"
    if len(seen.body) < seen.announced:
        share = round(100 * len(seen.body) / seen.announced)
        return f"{seen.status}, {share} % of the body, {seen.end}"
    words = f"{seen.status} {_content(seen)}".strip()
    return words if seen.end == "closed" else f"{words}, {seen.end}"


def _content(seen: Seen) -> str:
    """Return what a whole body is: its errorCode, or what it is instead of JSON."""
    if seen.headers.get("content-encoding") == "gzip":
        unpacking = zlib.decompressobj(_GZIP)
        unpacking.decompress(seen.body)
        return "gzip" if unpacking.eof else "gzip that ends early"
    try:
        value = json.loads(seen.body)
    except ValueError:
        return seen.headers["content-type"]
    if not seen.headers["content-type"].startswith("application/json"):
        return f"JSON as {seen.headers['content-type']}"
    return str(value[0]["errorCode"]) if isinstance(value, list) else "JSON"
