"""Reading a request's body, whatever state it arrives in."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from flask import request
from werkzeug.exceptions import BadRequest

UNREADABLE = (ValueError, OSError, OverflowError, MemoryError)
"""What reading raises where a length or a chunk is not as HTTP has it, or longer than memory."""


def read_body() -> bytes:
    """Return the request's body, which is kept for whoever reads it again, as a form.

    Raises:
        BadRequest: its length or its chunks are not as HTTP has them.
    """
    with _refusing():
        return request.get_data()


class BodyStream:
    """The request's body, read piece by piece."""

    def read(self, size: int) -> bytes:
        """Return at most so many bytes; none at the end.

        Raises:
            BadRequest: as :func:`read_body`.
        """
        with _refusing():
            return request.stream.read(size)


@contextlib.contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except UNREADABLE as error:
        message = "The request has a body that cannot be read."
        raise BadRequest(message) from error
