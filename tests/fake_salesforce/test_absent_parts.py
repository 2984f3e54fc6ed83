"""Fields and relationships that a real org has and the fake does not: refused loudly, by name."""

from __future__ import annotations

import pytest

from fake_clients import ApiClient
from fake_salesforce.objects import STANDARD
from fake_salesforce.schema import SObject

FIELDS = [
    (sobject, name.replace("*", "Any")) for sobject in STANDARD for name in sobject.absent_fields
]
RELATIONSHIPS = [(sobject, name) for sobject in STANDARD for name in sobject.absent_relationships]


@pytest.mark.parametrize(("sobject", "name"), FIELDS, ids=lambda each: getattr(each, "name", each))
def test_an_absent_field_is_501_in_every_place(api: ApiClient, sobject: SObject, name: str) -> None:
    """A query, a condition, a GET by fields and a write name what the fake lacks."""
    assert sobject.field(name) is None
    row = f"sobjects/{sobject.name}/{sobject.key_prefix}000000000001"
    answers = [
        api.query(f"SELECT {name.upper()} FROM {sobject.name}"),
        api.query(f"SELECT Id FROM {sobject.name} WHERE {name} != null"),
        api.get(f"{row}?fields=Id,{name}"),
    ]
    if sobject.createable:
        answers.append(api.post(f"sobjects/{sobject.name}", json={name: None}))
    for answer in answers:
        assert answer.status_code == 501, answer.text
        assert f"the field {sobject.name}.{name}".lower() in answer.text.lower()


@pytest.mark.parametrize(
    ("sobject", "name"), RELATIONSHIPS, ids=lambda each: getattr(each, "name", each)
)
def test_an_absent_relationship_is_501_in_every_place(
    api: ApiClient, sobject: SObject, name: str
) -> None:
    """A subquery, a path and a URL name what the fake lacks."""
    row = f"sobjects/{sobject.name}/{sobject.key_prefix}000000000001"
    for answer in (
        api.query(f"SELECT Id, (SELECT Id FROM {name}) FROM {sobject.name}"),
        api.query(f"SELECT {name}.Id FROM {sobject.name}"),
        api.get(f"{row}/{name}"),
    ):
        assert answer.status_code == 501, answer.text
        assert f"the relationship {name} of {sobject.name}" in answer.text


def test_what_no_org_has_is_no_such_column(api: ApiClient) -> None:
    """A name that is nobody's is refused as Salesforce refuses it; a hidden field is one."""
    for text in ("SELECT Hierarchies FROM Lead", "SELECT Hierarchy FROM Group"):
        answer = api.query(text)
        assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, "INVALID_FIELD")
    answer = api.query("SELECT Id, (SELECT Id FROM Notes) FROM User")
    assert answer.json()[0]["errorCode"] == "INVALID_TYPE"
