"""Compression both ways: bodies that come compressed, and answers to who takes them so.

REST takes requests compressed by gzip or deflate, and compresses answers where the client says that
it can read them, which is not required of it ([K:rest-api/compression-headers]); Bulk API does so
with the results of a query ([K:api-asynch/get-results-for-a-query-job]). Answers are gzip here,
which has the clock's time stamp.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO

from flask import request
from werkzeug.exceptions import BadRequest
from werkzeug.wsgi import get_input_stream

from .bodies import UNREADABLE

_WINDOWS = {"gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}
"""How zlib is told to read each coding; ``deflate`` is zlib's own format, as in HTTP 1.1."""
_MOST_BYTES = 64 * 1024 * 1024
"""How long a body may be once it is unpacked. Ours: the longest real ones have 50 MB."""
_PIECE_BYTES = 64 * 1024
_LEVEL = 1


def unpack_body(*, in_pieces: bool = False) -> None:
    """Put a compressed body of the request in its place unpacked; another is left alone.

    Args:
        in_pieces: whether the body is unpacked while it is read, by whoever reads it, who also
            looks after its length.

    Raises:
        BadRequest: it is not what its coding says, ends too early, or is too long unpacked (status
            and text believed).
    """
    environ = request.environ
    coding = environ.get("HTTP_CONTENT_ENCODING", "").strip().lower()
    if coding not in _WINDOWS:
        return
    unpacked = _Unpacked(get_input_stream(environ), coding)
    if in_pieces:
        environ["wsgi.input"] = io.BufferedReader(unpacked, _PIECE_BYTES)
        environ.pop("CONTENT_LENGTH", None)
    else:
        body = bytearray()
        while piece := unpacked.read(_PIECE_BYTES):
            body += piece
            if len(body) > _MOST_BYTES:
                message = f"The request's body has more than {_MOST_BYTES} bytes once unpacked."
                raise BadRequest(message)
        environ["wsgi.input"] = io.BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))
    environ["wsgi.input_terminated"] = True
    del environ["HTTP_CONTENT_ENCODING"]


class _Unpacked(io.RawIOBase):
    """A compressed stream, unpacked while it is read."""

    def __init__(self, packed: IO[bytes], coding: str) -> None:
        super().__init__()
        self._packed = packed
        self._coding = coding
        self._unpacking = zlib.decompressobj(_WINDOWS[coding])

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # any buffer will do
        piece = self._next(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def _next(self, size: int) -> bytes:
        try:
            while not self._unpacking.eof:
                waiting = self._unpacking.unconsumed_tail
                piece = waiting or self._packed.read(_PIECE_BYTES)
                found = self._unpacking.decompress(piece, size)
                if found:
                    return found
                if not piece and not self._unpacking.eof:
                    message = f"The request's {self._coding} body ends too early."
                    raise BadRequest(message)
        except (*UNREADABLE, zlib.error) as error:
            message = f"The request's body is not {self._coding}, as its Content-Encoding says."
            raise BadRequest(message) from error
        return b""


def packed(data: bytes, *, now: datetime) -> bytes:
    """Return bytes as gzip; the same bytes at the same instant give the same."""
    return gzip.compress(data, _LEVEL, mtime=int(now.timestamp()))


def packed_pieces(pieces: Iterable[bytes], *, now: datetime) -> Iterator[bytes]:
    """Return pieces as one gzip body, made while it is sent."""
    out = io.BytesIO()
    mtime = int(now.timestamp())
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=_LEVEL, mtime=mtime) as packing:
        for piece in pieces:
            packing.write(piece)
            if out.tell() >= _PIECE_BYTES:
                yield _taken(out)
    yield _taken(out)


def _taken(out: io.BytesIO) -> bytes:
    taken = out.getvalue()
    out.seek(0)
    out.truncate()
    return taken


def takes_gzip() -> bool:
    """Tell whether the client says that it reads compressed answers."""
    return request.accept_encodings["gzip"] > 0
