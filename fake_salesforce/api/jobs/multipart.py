"""``multipart/form-data``: parts by name, as a job that brings its rows sends them."""

from __future__ import annotations

import io

from werkzeug.formparser import MultiPartParser
from werkzeug.http import parse_options_header

from fake_salesforce.errors import InvalidJobError


def read_multipart(body: bytes, content_type: str) -> dict[str, bytes]:
    """Return the parts of a body.

    Raises:
        InvalidJobError: it is not of that form.
    """
    _, options = parse_options_header(content_type)
    boundary = options.get("boundary", "")
    if not boundary:
        message = "a multipart request must name its boundary"
        raise InvalidJobError(message)
    try:
        # What a part holds is small and kept in memory: no temporary file is left open.
        form, files = MultiPartParser(stream_factory=lambda *_, **__: io.BytesIO()).parse(
            io.BytesIO(body), boundary.encode("latin-1", "replace"), len(body)
        )
    except ValueError as error:
        message = f"the multipart request cannot be read: {error}"
        raise InvalidJobError(message) from error
    parts = {name: value.encode("utf-8") for name, value in form.items()}
    return parts | {name: each.read() for name, each in files.items()}
