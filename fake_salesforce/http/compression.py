"""gzip both ways: bodies that come compressed, and answers to who takes them so.

REST takes compressed requests and compresses answers where the client says it can read them
([K:rest-api/intro-rest-compression]). The time stamp that gzip has is the clock's.
"""

from __future__ import annotations

import gzip
import io
import zlib
from datetime import datetime

from flask import request
from werkzeug.exceptions import BadRequest
from werkzeug.wsgi import get_input_stream

from .bodies import UNREADABLE

_GZIP = 16 + zlib.MAX_WBITS
_MOST_BYTES = 64 * 1024 * 1024
"""How long a body may be once it is unpacked. Ours: the longest real ones have 50 MB."""


def unpack_body() -> None:
    """Put a compressed body of the request in its place unpacked; another is left alone.

    Raises:
        BadRequest: it is not gzip, ends too early, or is too long unpacked (status and text
            believed).
    """
    environ = request.environ
    if environ.get("HTTP_CONTENT_ENCODING", "").strip().lower() != "gzip":
        return
    try:
        packed = get_input_stream(environ).read()
        unpacking = zlib.decompressobj(_GZIP)
        body = unpacking.decompress(packed, _MOST_BYTES)
    except (*UNREADABLE, zlib.error) as error:
        message = "The request's body is not gzip, as its Content-Encoding says."
        raise BadRequest(message) from error
    if not unpacking.eof:
        message = f"The request's gzip body ends too early, or has more than {_MOST_BYTES} bytes."
        raise BadRequest(message)
    environ["wsgi.input"] = io.BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    environ["wsgi.input_terminated"] = True
    del environ["HTTP_CONTENT_ENCODING"]


def packed(data: bytes, *, now: datetime) -> bytes:
    """Return bytes as gzip; the same bytes at the same instant give the same."""
    return gzip.compress(data, 1, mtime=int(now.timestamp()))


def takes_gzip() -> bool:
    """Tell whether the client says that it reads compressed answers."""
    return request.accept_encodings["gzip"] > 0
