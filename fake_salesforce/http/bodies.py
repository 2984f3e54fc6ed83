"""Reading a request's body, whatever state it arrives in."""

from __future__ import annotations

from flask import request
from werkzeug.exceptions import BadRequest


def read_body() -> bytes:
    """Return the request's body, which is kept for whoever reads it again, as a form.

    Raises:
        BadRequest: its length or its chunks are not as HTTP has them.
    """
    try:
        return request.get_data()
    except (ValueError, OSError, OverflowError) as error:
        message = "The request has a body that cannot be read."
        raise BadRequest(message) from error
