from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.errors import (
    EntityIsDeletedError,
    InvalidCrossReferenceKeyError,
    MalformedIdError,
    NotImplementedInFakeError,
    SalesforceError,
)
from fake_salesforce.records.values import stored
from fake_salesforce.schema import NUMBER_TYPES, TEXT_TYPES, Field, FieldType

LEAD: dict[str, Any] = {"LastName": "Doe", "Company": "Example"}


def _values(field: Field) -> st.SearchStrategy[Any]:
    if field.type is FieldType.EMAIL:
        value: st.SearchStrategy[Any] = st.emails(
            domains=st.sampled_from(["mail.example", "b.example"])
        ).filter(lambda text: len(text) <= 80 and _is_stored(field, text))
    elif field.restricted_picklist:
        value = st.sampled_from([each.value for each in field.picklist_values])
    elif field.type in TEXT_TYPES:
        value = st.text(min_size=1, max_size=min(field.length, 20)).filter(str.strip)
    elif field.type is FieldType.BOOLEAN:
        return st.booleans()
    elif field.type is FieldType.INT:
        value = st.integers(-(10**7), 10**7)
    elif field.type in NUMBER_TYPES:
        value = st.floats(-999, 999)
    elif field.type is FieldType.DATETIME:
        value = st.just("2020-01-31T10:00:00.000+0000")
    elif field.type is FieldType.DATE:
        value = st.just("2020-01-31")
    else:
        return st.none()
    return value | st.none() if field.nillable else value


def _is_stored(field: Field, text: str) -> bool:
    try:
        return stored(field, text) is not None
    except SalesforceError:
        return False


def _records(org: Org, name: str, *, is_update: bool) -> st.SearchStrategy[dict[str, Any]]:
    sobject = org.schema.known(name)
    assert sobject is not None
    writable = [
        each
        for each in sobject.columns
        if (each.updateable if is_update else each.createable)
        and each.type is not FieldType.REFERENCE
    ]
    required = {
        each.name: _values(each)
        for each in writable
        if each.is_required_on_create and not is_update
    }
    others = {each.name: _values(each) for each in writable if each.name not in required}
    return st.fixed_dictionaries(required, optional=others)


def _normal(field: Field, value: Any) -> Any:
    """Return a value as it is read back: blanks around a text are gone, doubles are floats."""
    if isinstance(value, str):
        return value.strip() or None
    if field.type in NUMBER_TYPES and field.type is not FieldType.INT and value is not None:
        return float(value)
    return value


@given(data=st.data(), name=st.sampled_from(["Lead", "Contact"]))
def test_record_reads_back_as_written(fuzzed_org: Org, data: st.DataObject, name: str) -> None:
    """What is created and then updated is read back equal, but for documented normal forms."""
    created = data.draw(_records(fuzzed_org, name, is_update=False))
    updated = data.draw(_records(fuzzed_org, name, is_update=True))
    record_id = fuzzed_org.create(name, created)
    fuzzed_org.update(name, record_id, updated)
    sobject = fuzzed_org.schema.known(name)
    assert sobject is not None
    names = ", ".join(each.name for each in sobject.fields)
    [record] = fuzzed_org.query(f"SELECT {names} FROM {name} WHERE Id = '{record_id}'")
    for field_name, value in (created | updated).items():
        field = sobject.field(field_name)
        assert field is not None
        assert record[field_name] == _normal(field, value), field_name
    parts = [record[each] for each in ("FirstName", "LastName") if record[each]]
    assert record["Name"] == " ".join(map(str, parts))
    if name == "Contact":
        assert record["IsEmailBounced"] == (record["EmailBouncedDate"] is not None)


def test_ids_are_unique_and_ascend_whatever_fails_between(salesforce_org: Org) -> None:
    """Ids ascend in the order of creation; a refused create or a delete gives none back."""
    ids = []
    for i in range(70):
        ids.append(salesforce_org.create("Lead", LEAD))
        if i % 7 == 0:
            with pytest.raises(SalesforceError):
                salesforce_org.create("Lead", LEAD | {"OwnerId": "005000000000001"})
            salesforce_org.delete("Lead", ids[-1])
    assert ids == sorted(set(ids))
    salesforce_org.populate(leads=10)
    assert salesforce_org.create("Lead", LEAD) > max(ids)


def test_refused_write_changes_nothing(salesforce_org: Org) -> None:
    """A refused update leaves the record and its stamps as they were."""
    lead = salesforce_org.create("Lead", LEAD)
    soql = "SELECT Company, LastModifiedDate, SystemModstamp FROM Lead"
    before = salesforce_org.query(soql)
    salesforce_org.clock.advance(hours=1)
    with pytest.raises(SalesforceError):
        salesforce_org.update("Lead", lead, {"Company": "Other", "OwnerId": "005000000000001"})
    assert salesforce_org.query(soql) == before


def test_stamps_tell_who_and_when(salesforce_org: Org) -> None:
    """Creation stays what it was; each write moves the stamps, even one that changes nothing."""
    first = salesforce_org.create_user("first@example.com")
    second = salesforce_org.create_user("second@example.com")
    lead = salesforce_org.records.create("Lead", LEAD, user_id=first.id)
    soql = (
        "SELECT CreatedById, CreatedDate, LastModifiedById, LastModifiedDate, SystemModstamp,"
        " OwnerId FROM Lead"
    )
    [created] = salesforce_org.query(soql)
    assert created["CreatedById"] == created["LastModifiedById"] == created["OwnerId"] == first.id
    salesforce_org.clock.advance(seconds=1)
    salesforce_org.records.update("Lead", lead, {}, user_id=second.id)
    [touched] = salesforce_org.query(soql)
    assert touched["LastModifiedById"] == second.id
    assert touched["LastModifiedDate"] == touched["SystemModstamp"]
    assert str(touched["SystemModstamp"]) > str(created["SystemModstamp"])
    for name in ("CreatedById", "CreatedDate", "OwnerId"):
        assert touched[name] == created[name]


def test_deleted_record_lies_in_the_bin(salesforce_org: Org) -> None:
    """A deleted record is found by a query of the bin only, and cannot be written or deleted."""
    lead = salesforce_org.create("Lead", LEAD)
    salesforce_org.clock.advance(seconds=1)
    salesforce_org.delete("Lead", lead)
    assert salesforce_org.query("SELECT Id FROM Lead") == []
    [found] = salesforce_org.query("SELECT IsDeleted FROM Lead", include_deleted=True)
    assert found == {"IsDeleted": True}
    with pytest.raises(EntityIsDeletedError):
        salesforce_org.delete("Lead", lead)
    with pytest.raises(EntityIsDeletedError):
        salesforce_org.update("Lead", lead, {"Company": "x"})


def test_references_are_checked(salesforce_org: Org) -> None:
    """A reference needs a record of the right object; one to an object the fake lacks is 501."""
    manager = salesforce_org.create("Contact", {"LastName": "Boss"})
    contact = salesforce_org.create("Contact", {"LastName": "Doe", "ReportsToId": manager[:15]})
    assert salesforce_org.query(f"SELECT ReportsToId FROM Contact WHERE Id = '{contact}'") == [
        {"ReportsToId": manager}
    ]
    lead = salesforce_org.create("Lead", LEAD)
    with pytest.raises(MalformedIdError):
        salesforce_org.update("Contact", contact, {"ReportsToId": lead})
    with pytest.raises(InvalidCrossReferenceKeyError):
        salesforce_org.update("Contact", contact, {"ReportsToId": "003000000000001"})
    with pytest.raises(NotImplementedInFakeError, match="references to Account"):
        salesforce_org.update("Contact", contact, {"AccountId": "001000000000001"})
    user = salesforce_org.create_user("profile@example.com")
    with pytest.raises(InvalidCrossReferenceKeyError):
        salesforce_org.update("User", user.id, {"ProfileId": "00e000000000001"})


def test_record_of_another_object_is_no_record(salesforce_org: Org) -> None:
    """An id of a contact names no lead."""
    contact = salesforce_org.create("Contact", {"LastName": "Doe"})
    for record_id in (contact, "00Q000000000001", "nonsense"):
        with pytest.raises(InvalidCrossReferenceKeyError) as refusal:
            salesforce_org.update("Lead", record_id, {})
        assert refusal.value.status == 404


def test_unknown_object_is_a_programming_error(salesforce_org: Org) -> None:
    """The Python face names the objects there are; the organization cannot be deleted."""
    with pytest.raises(ValueError, match=r"no object 'Leed'; this org has Contact, Lead"):
        salesforce_org.create("Leed", {})
    with pytest.raises(ValueError, match="Organization records cannot be deleted"):
        salesforce_org.delete("Organization", salesforce_org.id)


def test_orgs_do_not_see_each_other(salesforce: FakeSalesforce, salesforce_org: Org) -> None:
    """A record of one org is none of another, and username lookups end at the org."""
    other = salesforce.create_org("Other")
    salesforce_org.create("Lead", LEAD)
    salesforce_org.create_user("only@example.com")
    assert other.query("SELECT Id FROM Lead") == []
    assert other.users.id_of("only@example.com") is None
    salesforce.drop_org(other)
