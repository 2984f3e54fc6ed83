"""Errors of records: part of a result, not a fault ([K:api/core-data-types], Error)."""

from __future__ import annotations

from fake_salesforce.errors import SalesforceError

from .elements import Tag, tags


def errors_of(error: SalesforceError) -> Tag:
    """Return the ``errors`` of a result: the fields meant, the message, the statusCode."""
    fields = [Tag("fields", each) for each in error.fields or ()]
    return Tag("errors", (*fields, *tags(message=error.message, statusCode=error.error_code)))
