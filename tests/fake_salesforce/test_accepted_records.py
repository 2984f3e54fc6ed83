"""Whatever is written: what is accepted satisfies describe, what is refused leaves nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from database_state import database_state
from fake_clients import ApiClient
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.errors import (
    CannotUpdateConvertedLeadError,
    DuplicateValueError,
    EntityIsDeletedError,
    FieldIntegrityError,
    InsufficientAccessOnCrossReferenceEntityError,
    InvalidCrossReferenceKeyError,
    SalesforceError,
    TooManyEnumValueError,
)
from fake_salesforce.records.values import WrongTypeError
from fake_salesforce.schema import NUMBER_TYPES, Field, FieldType

LEAD: dict[str, Any] = {"LastName": "Doe", "Company": "Example"}
WRITTEN = ("Lead", "Contact", "Account", "Task", "Event", "Campaign")
JSON = (
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(-(10**9), 10**9)
    | st.text(max_size=60)
    | st.sampled_from(["a@example.com", "2020-01-31", "2020-01-31T10:00:00Z", "Hot", "Completed"])
)


def _satisfies(field: Field, value: Any) -> bool:
    """Tell whether describe lets a record of the API hold this value."""
    if value is None:
        return field.nillable
    if field.type is FieldType.BOOLEAN:
        return isinstance(value, bool)
    if field.type in NUMBER_TYPES:
        return bool(abs(value) < 10 ** (field.precision - field.scale))
    if field.restricted_picklist:
        return value in {each.value for each in field.picklist_values if each.active}
    if field.type is FieldType.EMAIL:
        return str(value).count("@") == 1 and len(value) <= field.length
    return not field.length or len(value) <= field.length


@given(data=st.data(), name=st.sampled_from(WRITTEN), is_update=st.booleans())
def test_accepted_record_satisfies_describe(
    fuzzed_org: Org,
    data: st.DataObject,
    name: str,
    is_update: bool,  # noqa: FBT001 - drawn
) -> None:
    """Of whatever JSON is written, what is accepted fits describe; a refusal changes nothing."""
    sobject = fuzzed_org.records.sobject(name)
    names = [each.name for each in sobject.columns if each.type is not FieldType.REFERENCE]
    fields = data.draw(st.dictionaries(st.sampled_from(names), JSON, max_size=4))
    required: dict[str, Any] = {
        each.name: "Doe" for each in sobject.fields if each.is_required_on_create
    }
    if name == "Event":
        required |= {"StartDateTime": "2020-07-21T10:00:00Z", "DurationInMinutes": 30}
    record_id = fuzzed_org.create(name, required) if is_update else ""
    before = database_state(fuzzed_org)
    try:
        if is_update:
            fuzzed_org.update(name, record_id, fields)
        else:
            record_id = fuzzed_org.create(name, required | fields)
    except (SalesforceError, WrongTypeError):
        assert database_state(fuzzed_org) == before
        return
    selected = ", ".join(each.name for each in sobject.columns)
    [record] = fuzzed_org.query(f"SELECT {selected} FROM {name} WHERE Id = '{record_id}'")
    assert [n for n in record if not _satisfies(_known(sobject.field(n)), record[n])] == []


def _known(field: Field | None) -> Field:
    assert field is not None
    return field


def test_faulty_values_are_told_together(api: ApiClient) -> None:
    """Each value at fault has its element, in the order of the body; the missing come alone."""
    faulty = {"Email": "no", "LastName": "x" * 81, "Company": "x" * 256}
    codes = [each["errorCode"] for each in api.post("sobjects/Lead", json=faulty).json()]
    assert codes == ["INVALID_EMAIL_ADDRESS", "STRING_TOO_LONG", "STRING_TOO_LONG"]
    [missing] = api.post("sobjects/Lead", json={"City": "Oslo"}).json()
    assert missing["fields"] == ["LastName", "Company"]


def test_references_lead_to_records_that_can_be_seen(salesforce_org: Org, user: User) -> None:
    """Nothing, the deleted, the converted and the unseen each have a refusal of their own."""
    org = salesforce_org
    org.share_by_default("Account", "None")
    standard = org.create_user("standard@example.com", profile="Standard User")
    account = org.create("Account", {"Name": "Acme", "OwnerId": user.id})
    contact = {"LastName": "Doe", "AccountId": account}
    with pytest.raises(InsufficientAccessOnCrossReferenceEntityError):
        org.records.create("Contact", contact, user_id=standard.id)
    org.delete("Account", account)
    with pytest.raises(EntityIsDeletedError) as deleted:
        org.create("Contact", contact)
    assert (deleted.value.status, deleted.value.fields) == (400, ())
    with pytest.raises(InvalidCrossReferenceKeyError) as unknown:
        org.create("Contact", contact | {"AccountId": "001000000000009"})
    assert unknown.value.fields == ("AccountId",)
    lead = org.create("Lead", LEAD | {"IsConverted": True})
    with pytest.raises(CannotUpdateConvertedLeadError, match="cannot reference converted lead"):
        org.create("Task", {"WhoId": lead})


def test_multipicklist_holds_a_hundred_values(salesforce_org: Org) -> None:
    """The hundred-and-first value of a multi-select picklist is one too many."""
    org = salesforce_org
    org.add_field("Lead", "Tags__c", type="MultiselectPicklist", values=["a"])
    org.create("Lead", LEAD | {"Tags__c": ";".join(map(str, range(100)))})
    with pytest.raises(TooManyEnumValueError):
        org.create("Lead", LEAD | {"Tags__c": ";".join(map(str, range(101)))})


@pytest.mark.parametrize("name", ["Lead", "Contact"])
def test_bounce_ends_with_its_address(salesforce_org: Org, name: str) -> None:
    """A new address forgets the bounce of the old one; writes of the same one keep it."""
    org = salesforce_org
    bounce = {"EmailBouncedReason": "unknown", "EmailBouncedDate": "2020-07-01T00:00:00.000+0000"}
    person = org.create(name, LEAD if name == "Lead" else {"LastName": "Doe"})
    soql = f"SELECT EmailBouncedReason, EmailBouncedDate FROM {name}"
    org.update(name, person, bounce | {"Email": "a@example.com"})
    org.update(name, person, {"LastName": "Other", "Email": "a@example.com"})
    assert org.query(soql) == [bounce]
    org.update(name, person, {"Email": "b@example.com"})
    assert org.query(soql) == [dict.fromkeys(bounce)]


def test_contact_tells_whether_its_address_bounced(salesforce_org: Org) -> None:
    """IsEmailBounced follows EmailBouncedDate, and cannot be written."""
    org = salesforce_org
    contact = org.create("Contact", {"LastName": "Doe", "EmailBouncedDate": "2020-07-01T00:00:00Z"})
    soql = "SELECT IsEmailBounced FROM Contact"
    assert org.query(soql) == [{"IsEmailBounced": True}]
    org.update("Contact", contact, {"EmailBouncedDate": None})
    assert org.query(soql) == [{"IsEmailBounced": False}]
    with pytest.raises(SalesforceError, match="Unable to create/update fields: IsEmailBounced"):
        org.update("Contact", contact, {"IsEmailBounced": True})


def test_record_type_is_renamed_and_retired(salesforce: FakeSalesforce, tmp_path: Any) -> None:
    """What an administrator writes of a record type holds at once and after reopening."""
    data = tmp_path / "org.sqlite"
    org = salesforce.create_org("Types", data=data)
    record_type = org.add_record_type("Lead", "Partner")
    org.create("Lead", LEAD | {"RecordTypeId": record_type})
    other = org.add_record_type("Lead", "Other")
    with pytest.raises(DuplicateValueError, match="duplicate value found: DeveloperName"):
        org.update("RecordType", other, {"DeveloperName": "Partner"})
    org.update("RecordType", record_type, {"Name": "Of ours", "IsActive": False})
    salesforce.drop_org(org)
    with salesforce.create_org(data=data) as again:
        told = again.records.sobject("Lead").record_types
        assert [(each.name, each.is_active) for each in told] == [
            ("Of ours", False),
            ("Other", True),
        ]


def test_record_type_of_a_lost_transaction_stays(salesforce_org: Org) -> None:
    """If the transaction around the write of a record type fails, describe tells the old state."""
    org = salesforce_org
    record_type = org.add_record_type("Lead", "Partner")

    def fail() -> None:
        with org.database.write():
            org.update("RecordType", record_type, {"IsActive": False})
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert org.records.sobject("Lead").record_types[0].is_active


def test_user_is_frozen_and_unlocked(salesforce_org: Org, user: User) -> None:
    """UserLogin is written through its view: frozen and thawed, a lock-out ended, never begun."""
    org = salesforce_org
    soql = f"SELECT Id, IsFrozen, IsPasswordLocked FROM UserLogin WHERE UserId = '{user.id}'"
    login_id = str(org.query(soql)[0]["Id"])
    for is_frozen in (True, True, False):
        org.update("UserLogin", login_id, {"IsFrozen": is_frozen})
        assert org.query(soql)[0]["IsFrozen"] is is_frozen
    with pytest.raises(FieldIntegrityError, match="Password Locked"):
        org.update("UserLogin", login_id, {"IsPasswordLocked": True})
    for _ in range(10):
        org.log_in(user.id, "wrong")
    assert org.query(soql)[0]["IsPasswordLocked"] is True
    org.update("UserLogin", login_id, {"IsFrozen": True})
    assert org.query(soql)[0]["IsPasswordLocked"] is True
    org.update("UserLogin", login_id, {"IsPasswordLocked": False})
    assert org.query(soql)[0] | {"Id": ""} == {
        "Id": "",
        "IsFrozen": True,
        "IsPasswordLocked": False,
    }
