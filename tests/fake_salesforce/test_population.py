from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.clock import from_wire
from fake_salesforce.records.derived import derive
from fake_salesforce.records.values import stored
from fake_salesforce.schema import FieldType

DRAWN = "Name, Company, Email, Phone, Title, Street, City, State, PostalCode, Status, LeadSource"


def _rows(seed: int, count: int, *, fake_seed: int = 0) -> list[dict[str, object]]:
    with FakeSalesforce(seed=fake_seed) as fake:
        org = fake.create_org()
        assert org.populate(leads=count, seed=seed) == count
        sobject = org.schema.known("Lead")
        assert sobject is not None
        names = ", ".join(each.name for each in sobject.fields)
        return [dict(each) for each in org.query(f"SELECT {names} FROM Lead ORDER BY Id")]


@settings(max_examples=4)
@given(st.integers(0, 2**32), st.integers(0, 60))
def test_one_seed_gives_the_same_leads(seed: int, count: int) -> None:
    """Two orgs of one seed, populated alike, hold equal records down to ids and stamps."""
    assert _rows(seed, count) == _rows(seed, count)


def test_another_seed_gives_other_leads() -> None:
    """The seed of the population, not that of the fake, draws the words."""
    first, second = _rows(1, 50), _rows(2, 50)
    assert [each["Id"] for each in first] == [each["Id"] for each in second]
    assert [each["Name"] for each in first] != [each["Name"] for each in second]
    elsewhere = _rows(1, 50, fake_seed=9)
    assert [each["Email"] for each in elsewhere] == [each["Email"] for each in first]


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_every_lead_is_one_that_could_have_been_created(salesforce_org: Org, seed: int) -> None:
    """Each value passes the field's own rules, required fields are there, computed ones agree."""
    salesforce_org.populate(leads=2000, seed=seed)
    sobject = salesforce_org.schema.known("Lead")
    assert sobject is not None
    names = ", ".join(each.name for each in sobject.columns)
    for record in salesforce_org.query(f"SELECT {names} FROM Lead"):
        for field in sobject.columns:
            value = record[field.name]
            if field.type in {FieldType.BOOLEAN, FieldType.INT}:
                stored(field, value)
            else:
                assert stored(field, value) == value, field.name
            assert value is not None or field.nillable, field.name
        for name, value in derive("Lead", record).items():  # type: ignore[arg-type] # JSON values of text fields
            assert record[name] == value


def test_leads_look_like_a_customers(salesforce_org: Org) -> None:
    """A few lack an address, a few opted out, addresses differ and lead nowhere real."""
    salesforce_org.populate(leads=5000, seed=1)
    records = salesforce_org.query("SELECT Email, HasOptedOutOfEmail, Company FROM Lead")
    addresses = [str(each["Email"]) for each in records if each["Email"]]
    assert 0.01 < 1 - len(addresses) / 5000 < 0.06
    assert len(set(addresses)) == len(addresses)
    assert all(each.endswith(".example") for each in addresses)
    assert 0.01 < sum(bool(each["HasOptedOutOfEmail"]) for each in records) / 5000 < 0.08
    assert len(Counter(each["Company"] for each in records)) > 100


def test_stamps_lie_in_the_past_and_in_order(salesforce_org: Org) -> None:
    """Ids ascend with CreatedDate, nothing is modified before it is created or after now."""
    salesforce_org.populate(leads=300, seed=3)
    records = salesforce_org.query(
        "SELECT CreatedDate, LastModifiedDate, SystemModstamp FROM Lead ORDER BY Id"
    )
    created = [from_wire(str(each["CreatedDate"])) for each in records]
    modified = [from_wire(str(each["LastModifiedDate"])) for each in records]
    assert created == sorted(created)
    for first, last in zip(created, modified, strict=True):
        assert first <= last <= salesforce_org.clock.now()
    assert [each["SystemModstamp"] for each in records] == [
        each["LastModifiedDate"] for each in records
    ]


def test_populating_again_adds(salesforce_org: Org) -> None:
    """A second population comes behind the first; none at all is allowed."""
    assert [salesforce_org.populate(leads=each) for each in (3, 0, 4)] == [3, 0, 4]
    found = salesforce_org.query("SELECT Id FROM Lead ORDER BY Id")
    assert len({str(each["Id"]) for each in found}) == 7
