"""Looks at the wire with a bare socket: what came, and how the connection ended."""

from __future__ import annotations

import json
import re
import socket
import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_GZIP = 16 + zlib.MAX_WBITS
_CODE = re.compile(rb"<sf:exceptionCode>(\w+)<")
_ADDRESS = re.compile(r"'?127\.0\.0\.1'?")


@dataclass(frozen=True)
class Seen:
    """What came over one connection until it ended."""

    head: str
    """Status line and headers; empty if there was no byte."""
    body: bytes
    end: str
    """``closed`` (FIN), ``reset`` (RST), ``refused`` (nobody listened), or what is wrong with the
    certificate."""

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
    url: str,
    method: str,
    target: str,
    *,
    headers: Mapping[str, str],
    body: bytes = b"",
    ca_file: Path | None = None,
) -> Seen:
    """Send one request and read until the connection ends, over TLS where a CA is to be trusted."""
    address = urlsplit(url)
    sent = {"Host": address.netloc, "Connection": "close", "Content-Length": str(len(body))}
    lines = [f"{name}: {value}" for name, value in (sent | dict(headers)).items()]
    text = "\r\n".join([f"{method} {target} HTTP/1.1", *lines, "", ""]).encode() + body
    try:
        connection = socket.create_connection((address.hostname, address.port), timeout=60)
    except ConnectionRefusedError:
        return Seen("", b"", "refused")
    if ca_file is not None:
        context = ssl.create_default_context(cafile=str(ca_file))
        try:
            connection = context.wrap_socket(connection, server_hostname=address.hostname)
        except ssl.SSLCertVerificationError as error:
            connection.close()
            return Seen("", b"", f"certificate: {error.verify_message.split(',')[0]}")
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
    if seen.end.startswith("certificate"):
        return _ADDRESS.sub("this host", seen.end)
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
    kind = seen.headers["content-type"]
    if kind.startswith("text/xml") or seen.body.startswith(b"<?xml"):
        code = _CODE.search(seen.body)
        return (
            code[1].decode() if code else "XML" if kind.startswith("text/xml") else f"XML as {kind}"
        )
    try:
        value = json.loads(seen.body)
    except ValueError:
        return kind
    if not seen.headers["content-type"].startswith("application/json"):
        return f"JSON as {seen.headers['content-type']}"
    return str(value[0]["errorCode"]) if isinstance(value, list) else "JSON"
