"""Errors of records: part of a result, not a fault ([K:api/core-data-types], Error)."""

from __future__ import annotations

from fake_salesforce.errors import SalesforceError

from .elements import Tag, tags


def errors_of(error: SalesforceError) -> tuple[Tag, ...]:
    """Return the ``errors`` of a result, one for each fault."""
    return tuple(_errors(each) for each in (error, *error.further))


def _errors(error: SalesforceError) -> Tag:
    """Return one of them: the fields meant, the message, the statusCode."""
    fields = [Tag("fields", each) for each in error.fields or ()]
    return Tag("errors", (*fields, *tags(message=error.message, statusCode=error.error_code)))
