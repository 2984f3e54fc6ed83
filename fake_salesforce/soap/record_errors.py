"""Errors of records: part of a result, not a fault ([K:api/core-data-types], Error)."""

from __future__ import annotations

from fake_salesforce.errors import SalesforceError

from .elements import Tag, tags


def errors_of(error: SalesforceError) -> Tag:
    """Return the ``errors`` of a result: the fields meant, the message, the statusCode."""
    fields = [Tag("fields", each) for each in error.fields or ()]
    return Tag("errors", (*fields, *tags(message=error.message, statusCode=error.error_code)))


def save_result(record_id: str | None, error: SalesforceError | None = None) -> Tag:
    """Return the ``result`` of a record that was written, or was not ([K:api/saveresult]).

    Args:
        record_id: the record's id; None where there is none.
        error: why it was not written; None if it was.
    """
    errors = () if error is None else (errors_of(error),)
    return Tag("result", (*errors, *tags(id=record_id, success=error is None)))
