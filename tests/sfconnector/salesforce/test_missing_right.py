from __future__ import annotations

import pytest

from sfconnector.errors import AccessDeniedError, Evidence
from sfconnector.salesforce import missing_right

DESCRIBE = "GET /services/data/v49.0/sobjects/Visit__c/describe"
QUERY = "GET /services/data/v49.0/query"


@pytest.mark.parametrize(
    ("code", "text", "request_", "fields", "right"),
    [
        ("NOT_FOUND", "The requested resource does not exist", DESCRIBE, (), "Visit__c read"),
        ("INVALID_TYPE", "sObject type 'Lead' is not supported.", QUERY, (), "Lead read"),
        ("", "", DESCRIBE, ("Lead.Email",), "Lead.Email read"),
        ("INVALID_FIELD", "No such column", QUERY, ("Email",), ""),
        ("FORBIDDEN", "You need permission to run reports", QUERY, (), "RunReports"),
        ("NOT_FOUND", "The requested resource does not exist", QUERY, (), ""),
        ("INSUFFICIENT_ACCESS", "", "", (), ""),
    ],
)
def test_the_right_is_named_as_the_doctor_names_it_or_not_at_all(
    code: str, text: str, request_: str, fields: tuple[str, ...], right: str
) -> None:
    """What a refusal does not tell for certain gets no name, so that no finding can clear it."""
    evidence = Evidence(request=request_, status=403, code=code, text=text)
    error = AccessDeniedError("", status=403, code=code, fields=fields, evidence=evidence)
    assert missing_right.named(error) == right
