"""What SOQL Bulk API does not answer (reference 3.11, [K:api-asynch/create-a-query-job])."""

from __future__ import annotations

from fake_salesforce.errors import ApiError
from fake_salesforce.soql import BoundQuery, SelectedChildren, SelectedTypeof

_COMPOUND = "Selecting compound data not supported in Bulk Query"
"""[P], a body of v47."""
_RELATIONSHIPS = "Aggregate Relationships not supported in Bulk Query"
"""[P]: what Salesforce's own Data Loader compares with."""


def check_query(bound: BoundQuery) -> None:
    """Refuse what a bulk query cannot have. Texts without a source are believed.

    Raises:
        ApiError: it groups, counts, has an OFFSET, TYPEOF, children or a compound field.
    """
    if bound.selection is None:
        message = "COUNT, aggregates and GROUP BY are not supported in Bulk Query"
        raise ApiError(message)
    if bound.offset:
        message = "OFFSET is not supported in Bulk Query"
        raise ApiError(message)
    for each in bound.selection:
        if isinstance(each, SelectedChildren):
            raise ApiError(_RELATIONSHIPS)
        if isinstance(each, SelectedTypeof):
            message = "TYPEOF is not supported in Bulk Query"
            raise ApiError(message)
        if each.parts:
            raise ApiError(_COMPOUND)
