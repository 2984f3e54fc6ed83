from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import NOT_FOUND, ApiClient, session_of
from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.errors import SalesforceError

LEAD: dict[str, Any] = {"LastName": "Doe", "Company": "Example"}
NUMBERS = itertools.count()


@pytest.fixture
def keyed(salesforce_org: Org) -> Org:
    """An org whose leads and accounts have external ids of every kind."""
    org = salesforce_org
    for sobject in ("Lead", "Account"):
        org.add_field(sobject, "Key__c", type="Text", length=40, external_id=True, unique=True)
        org.add_field(sobject, "Loose__c", type="Text", length=40, external_id=True)
    org.add_field(
        "Lead", "Exact__c", type="Text", external_id=True, unique=True, case_sensitive=True
    )
    org.add_field("Lead", "Number__c", type="Number", precision=8, external_id=True, unique=True)
    org.add_field("Lead", "Plain__c", type="Text")
    return org


def _error(code: str, message: str, fields: list[str] | None = None) -> list[dict[str, Any]]:
    error: dict[str, Any] = {"message": message, "errorCode": code}
    return [error if fields is None else error | {"fields": fields}]


@pytest.mark.usefixtures("keyed")
def test_upsert_creates_then_updates(api: ApiClient, salesforce_org: Org) -> None:
    """The first upsert is 201 and created, the second 200 and not created, of one record."""
    created = api.patch("sobjects/Lead/Key__c/a%20b", json=LEAD)
    assert created.status_code == 201
    record_id = created.json()["id"]
    assert created.text == (f'{{"id":"{record_id}","success":true,"errors":[],"created":true}}')
    assert created.headers["Location"] == f"/services/data/v49.0/sobjects/Lead/{record_id}"
    updated = api.patch("sobjects/lead/key__C/A%20B", json={"Company": "Other"})
    assert updated.status_code == 200
    assert updated.text == f'{{"id":"{record_id}","success":true,"errors":[],"created":false}}'
    assert salesforce_org.query("SELECT Id, Key__c, Company FROM Lead") == [
        {"Id": record_id, "Key__c": "a b", "Company": "Other"}
    ]


@pytest.mark.usefixtures("keyed")
def test_number_is_a_key(api: ApiClient) -> None:
    """A number of the path is a number of the record; a text that is none names no record."""
    assert api.patch("sobjects/Lead/Number__c/42", json=LEAD).status_code == 201
    assert api.patch("sobjects/Lead/Number__c/42.0", json={}).status_code == 200
    assert api.get("sobjects/Lead/Number__c/42").json()["Number__c"] == 42.0
    for method in ("GET", "DELETE", "PATCH"):
        response = api.request(method, "sobjects/Lead/Number__c/many", json=LEAD)
        assert (response.status_code, response.json()[0]["errorCode"]) == (404, "NOT_FOUND")


@pytest.mark.usefixtures("keyed")
def test_value_that_no_record_can_have(api: ApiClient) -> None:
    """A value that a field cannot hold names no record; an upsert is refused as a write is."""
    for path in ("Email/nobody", f"Key__c/{'x' * 41}", "Key__c/%20"):
        for method in ("GET", "DELETE"):
            response = api.request(method, f"sobjects/Lead/{path}")
            assert (response.status_code, response.json()) == (404, NOT_FOUND)
    codes = [
        api.patch(f"sobjects/Lead/{path}", json=LEAD).json()[0]["errorCode"]
        for path in ("Email/nobody", f"Key__c/{'x' * 41}", "Key__c/%20")
    ]
    assert codes == ["INVALID_EMAIL_ADDRESS", "STRING_TOO_LONG", "MISSING_ARGUMENT"]


@pytest.mark.usefixtures("keyed")
@pytest.mark.parametrize(
    ("key", "statuses"), [("Key__c", (201, 200)), ("Exact__c", (201, 201)), ("Email", (201, 200))]
)
def test_case_counts_only_where_it_is_said(
    api: ApiClient, key: str, statuses: tuple[int, int]
) -> None:
    """Case counts in a case sensitive key, not in one that treats ABC and abc as duplicates."""
    for value, status in zip(("a@b.example", "A@b.example"), statuses, strict=True):
        assert api.patch(f"sobjects/Lead/{key}/{value}", json=LEAD).status_code == status


def test_several_matches_are_listed(api: ApiClient, keyed: Org) -> None:
    """A value of several records is 300 with their paths for every method, and changes none."""
    ids = [keyed.create("Lead", LEAD | {"Loose__c": "x"}) for _ in range(2)]
    paths = [f"/services/data/v49.0/sobjects/Lead/{each}" for each in ids]
    for method in ("GET", "PATCH", "DELETE"):
        response = api.request(method, "sobjects/Lead/Loose__c/x", json={"Company": "Other"})
        assert (response.status_code, response.json()) == (300, paths)
    assert keyed.query("SELECT Company FROM Lead") == [{"Company": "Example"}] * 2


def test_record_is_read_and_deleted_by_key(api: ApiClient, keyed: Org) -> None:
    """A read answers as by id; a deleted record is no longer named by its value."""
    lead = keyed.create("Lead", LEAD | {"Key__c": "x"})
    by_id = api.get(f"sobjects/Lead/{lead}")
    assert api.get("sobjects/Lead/Key__c/x").text == by_id.text
    fields = api.get("sobjects/Lead/Key__c/x", params={"fields": "Company"}).json()
    assert list(fields) == ["attributes", "Company", "Id"]
    assert api.get(f"sobjects/Lead/Id/{lead}").text == by_id.text
    assert api.delete("sobjects/Lead/Key__c/x").status_code == 204
    for method in ("GET", "DELETE"):
        response = api.request(method, "sobjects/Lead/Key__c/x")
        assert (response.status_code, response.json()) == (404, NOT_FOUND)
    again = api.patch("sobjects/Lead/Key__c/x", json=LEAD)
    assert again.status_code == 201
    assert again.json()["id"] != lead


@pytest.mark.parametrize("name", ["Nope__c", "Plain__c", "Company"])
@pytest.mark.usefixtures("keyed")
def test_field_that_names_no_record(api: ApiClient, name: str) -> None:
    """A field that is no external id and has no idLookup is 404, as one that does not exist."""
    text = f"Provided external ID field does not exist or is not accessible: {name}"
    for method in ("GET", "PATCH", "DELETE"):
        response = api.request(method, f"sobjects/Lead/{name}/x", json=LEAD)
        assert (response.status_code, response.json()) == (404, _error("NOT_FOUND", text))


def test_key_in_path_and_body_is_refused(api: ApiClient, keyed: Org) -> None:
    """The value of the path is not repeated in the body, whatever the case of its name."""
    response = api.patch("sobjects/Lead/Key__c/x", json=LEAD | {"key__c": "x"})
    text = "The Key__c field should not be specified in the sobject data."
    assert (response.status_code, response.json()) == (400, _error("INVALID_FIELD", text))
    assert keyed.query("SELECT Id FROM Lead") == []


def test_rows_by_id_field(api: ApiClient, keyed: Org) -> None:
    """POST to Id creates, PATCH to an id updates with 200; an Id in either body is refused."""
    created = api.post("sobjects/Lead/Id", json=LEAD)
    assert (created.status_code, created.json()["created"]) == (201, True)
    lead = created.json()["id"]
    updated = api.patch(f"sobjects/Lead/Id/{lead[:15]}", json={"Company": "Other"})
    assert (updated.status_code, updated.json()) == (
        200,
        {"id": lead, "success": True, "errors": [], "created": False},
    )
    assert keyed.query("SELECT Company FROM Lead") == [{"Company": "Other"}]
    assert api.post("sobjects/Lead/Id", json=LEAD | {"Id": lead}).status_code == 400
    assert api.patch(f"sobjects/Lead/Id/{lead}", json={"Id": lead}).status_code == 400
    missing = api.patch("sobjects/Lead/Id/00Q000000000001EAA", json={})
    assert (missing.status_code, missing.json()[0]["errorCode"]) == (
        404,
        "INVALID_CROSS_REFERENCE_KEY",
    )
    assert api.get("sobjects/Lead/Id").status_code == 404
    assert api.post(f"sobjects/Lead/Key__c/{lead}", json=LEAD).status_code == 405


def test_nested_reference_names_a_record(api: ApiClient, keyed: Org) -> None:
    """A parent named by external id, idLookup or Id is the parent, on create, update and upsert."""
    account = keyed.create("Account", {"Name": "Example", "Key__c": "A1"})
    other = keyed.create("Account", {"Name": "Other", "Key__c": "A2"})
    contact = api.post(
        "sobjects/Contact", json={"LastName": "Doe", "account": {"key__c": "a1"}}
    ).json()["id"]
    soql = "SELECT AccountId FROM Contact"
    assert keyed.query(soql) == [{"AccountId": account}]
    attributes = {"type": "Account"}
    nested = {"attributes": attributes, "Key__c": "A2"}
    assert api.patch(f"sobjects/Contact/{contact}", json={"Account": nested}).status_code == 204
    assert keyed.query(soql) == [{"AccountId": other}]
    body = {"Account": {"Id": account[:15]}}
    assert api.patch(f"sobjects/Contact/Id/{contact}", json=body).status_code == 200
    assert keyed.query(soql) == [{"AccountId": account}]
    keyed.add_object("Line__c")
    keyed.add_field("Line__c", "Lead__c", type="Lookup", reference_to="Lead")
    keyed.create("Lead", LEAD | {"Number__c": 7})
    assert api.post("sobjects/Line__c", json={"Lead__r": {"Number__c": 7}}).status_code == 201
    assert keyed.query("SELECT Lead__r.LastName FROM Line__c") == [{"Lead__r": {"LastName": "Doe"}}]


@pytest.mark.parametrize(
    ("nested", "code", "message"),
    [
        (
            {"Key__c": "none"},
            "INVALID_FIELD",
            "Foreign key external ID: none not found for field Key__c in entity Account",
        ),
        (
            {"Key__c": "A1", "Name": "Example"},
            "INVALID_FIELD",
            "More than 1 field provided in an external foreign key reference in entity: Account",
        ),
        (
            {},
            "INVALID_FIELD",
            "No field provided in an external foreign key reference in entity: Account",
        ),
        (
            {"Phone": "1"},
            "INVALID_FIELD",
            (
                "Field name provided, Phone does not match an External ID, Salesforce Id,"
                " or indexed field for Account"
            ),
        ),
        ({"Key__c": ""}, "MISSING_ARGUMENT", "Account.Key__c not specified"),
        ({"Key__c": None}, "MISSING_ARGUMENT", "Account.Key__c not specified"),
        (
            {"attributes": {"type": "Lead"}, "Key__c": "A1"},
            "INVALID_FIELD",
            "The external foreign key reference does not reference a valid entity: Account",
        ),
    ],
)
def test_nested_reference_that_names_none(
    api: ApiClient, keyed: Org, nested: dict[str, Any], code: str, message: str
) -> None:
    """A nested object that does not name one record is refused, and nothing is written."""
    keyed.create("Account", {"Name": "Example", "Key__c": "A1"})
    response = api.post("sobjects/Contact", json={"LastName": "Doe", "Account": nested})
    assert (response.status_code, response.json()) == (400, _error(code, message, []))
    assert keyed.query("SELECT Id FROM Contact") == []


def test_nested_reference_that_names_several(api: ApiClient, keyed: Org) -> None:
    """A parent whose value several records have is DUPLICATE_EXTERNAL_ID with their ids."""
    ids = [keyed.create("Account", {"Name": "Example", "Loose__c": "x"}) for _ in range(2)]
    response = api.post("sobjects/Contact", json={"LastName": "Doe", "Account": {"Loose__c": "x"}})
    text = f"Loose: more than one record found for external id field: [{', '.join(ids)}]"
    assert (response.status_code, response.json()) == (
        400,
        _error("DUPLICATE_EXTERNAL_ID", text, []),
    )


def test_reference_by_id_and_by_key(api: ApiClient, keyed: Org) -> None:
    """A parent is named by its id or by its external id, not by both."""
    account = keyed.create("Account", {"Name": "Example", "Key__c": "A1"})
    body = {"LastName": "Doe", "AccountId": account, "Account": {"Key__c": "A1"}}
    response = api.post("sobjects/Contact", json=body)
    text = "Cannot specify both an external ID reference Account and a salesforce id, AccountId"
    assert (response.status_code, response.json()) == (400, _error("INVALID_FIELD", text, []))


def test_owner_needs_its_type(api: ApiClient, keyed: Org) -> None:
    """Where a reference may lead to several objects, the nested object says which is meant."""
    owner = {"Username": "caller@example.com"}
    assert api.post("sobjects/Lead", json=LEAD | {"Owner": owner}).status_code == 400
    typed = owner | {"attributes": {"type": "User"}}
    assert api.post("sobjects/Lead", json=LEAD | {"Owner": typed}).status_code == 201
    assert keyed.query("SELECT Owner.Name FROM Lead") == [{"Owner": {"Name": "caller"}}]


def test_rights_are_asked_for(salesforce: FakeSalesforce, keyed: Org) -> None:
    """A hidden key is none, an unseen record no match, an unseen parent no parent."""
    keyed.share_by_default("Lead", "None")
    keyed.share_by_default("Account", "None")
    keyed.create("Lead", LEAD | {"Key__c": "theirs"})
    keyed.create("Account", {"Name": "Example", "Key__c": "theirs"})
    user = keyed.create_user("seller@example.com", profile="Standard User")
    keyed.profile("Standard User").hide_field("Lead.Key__c")
    seller = ApiClient(salesforce.url, session_of(salesforce.url, user))
    hidden = seller.get("sobjects/Lead/Key__c/theirs")
    assert hidden.json()[0]["message"].endswith("not accessible: Key__c")
    rights = keyed.permission_set("Keys")
    for each in ("Lead.Key__c", "Lead.Loose__c", "Account.Key__c"):
        rights.show_field(each, editable=True)
    user.assign(rights)
    assert seller.get("sobjects/Lead/Key__c/theirs").json() == NOT_FOUND
    taken = seller.patch("sobjects/Lead/Key__c/theirs", json=LEAD)
    assert taken.json()[0] == {
        "message": "duplicate value found: Key__c duplicates value on record with id: <unknown>",
        "errorCode": "DUPLICATE_VALUE",
        "fields": [],
    }
    nested = {"LastName": "Doe", "Account": {"Key__c": "theirs"}}
    assert seller.post("sobjects/Contact", json=nested).json()[0]["message"] == (
        "Foreign key external ID: theirs not found for field Key__c in entity Account"
    )
    assert seller.patch("sobjects/Lead/Key__c/mine", json=LEAD).status_code == 201
    loose = seller.patch("sobjects/Lead/Loose__c/mine", json=LEAD)
    assert loose.json()[0]["errorCode"] == "INSUFFICIENT_ACCESS_OR_READONLY"
    rights.allow("ViewAllData")
    assert seller.patch("sobjects/Lead/Loose__c/mine", json=LEAD).status_code == 201
    seller.close()


def test_python_face(keyed: Org) -> None:
    """``org.upsert`` tells what it did, and that a field names no records."""
    first = keyed.upsert("Lead", "Key__c", "x", LEAD)
    second = keyed.upsert("Lead", "Key__c", "X", {"Company": "Other"})
    assert (first.was_created, second.was_created) == (True, False)
    assert first.record_id == second.record_id
    with pytest.raises(ValueError, match=r"Lead\.Company is no external id"):
        keyed.upsert("Lead", "Company", "x", LEAD)
    with pytest.raises(ValueError, match="could not convert"):
        keyed.upsert("Lead", "Number__c", "many", LEAD)


@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["a", "A", "b", "ä", " a ", "1"]),
            st.sampled_from([{"City": "Bonn"}, {"City": None}, {"LastName": None}, {"Nope": 1}]),
            st.booleans(),
        ),
        max_size=8,
    )
)
def test_upsert_is_look_up_and_write(
    fuzzed_org: Org, steps: list[tuple[str, dict[str, Any], bool]]
) -> None:
    """An upsert does what a look-up and a create or an update do, refusals included."""
    names = [f"Key{next(NUMBERS)}__c" for _ in range(2)]
    for name in names:
        fuzzed_org.add_field("Lead", name, type="Text", length=9, external_id=True, unique=True)
    upserted, written = names
    for value, changes, is_deleted in steps:
        fields = LEAD | changes
        told = _told(lambda v=value, f=fields: fuzzed_org.upsert("Lead", upserted, v, f))
        found = fuzzed_org.query(f"SELECT Id FROM Lead WHERE {written} = '{value.strip()}'")
        if found:
            done = _told(lambda i=found[0]["Id"], f=fields: fuzzed_org.update("Lead", i, f))
        else:
            done = _told(lambda v=value, f=fields: fuzzed_org.create("Lead", {**f, written: v}))
        assert told == done
        if is_deleted:
            for name in names:
                for each in fuzzed_org.query(f"SELECT Id FROM Lead WHERE {name} = 'b'"):
                    fuzzed_org.delete("Lead", str(each["Id"]))
    shown = [
        fuzzed_org.query(
            f"SELECT {name}, City, LastName FROM Lead WHERE {name} != null ORDER BY {name}, City"
        )
        for name in names
    ]
    bare = [[list(each.values()) for each in records] for records in shown]
    assert bare[0] == bare[1]


def _told(deed: Any) -> str | None:
    try:
        deed()
    except SalesforceError as error:
        return f"{error.error_code} {error.message}"
    return None
