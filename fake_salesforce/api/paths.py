"""What the variable parts of the resources' paths can be, for every map of routes."""

from __future__ import annotations

from types import MappingProxyType

from werkzeug.routing import BaseConverter


class RecordIdConverter(BaseConverter):
    """What looks like a record id; it is asked before other parts are taken for a field's name."""

    regex = r"[0-9A-Za-z]{15}(?:[A-Z0-5]{3})?"
    weight = 50


CONVERTERS = MappingProxyType({"id": RecordIdConverter})
"""By the name that a route's path uses: ``<id:record_id>``."""
