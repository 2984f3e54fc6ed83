from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import NOT_FOUND, ApiClient
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.objects import ABSENT, STANDARD

LEAD = {"LastName": "Doe", "Company": "Example"}
DELETED = [{"message": "entity is deleted", "errorCode": "ENTITY_IS_DELETED", "fields": []}]
NO_REFERENCE = [
    {"message": "invalid cross reference id", "errorCode": "INVALID_CROSS_REFERENCE_KEY"}
]


def _error(code: str, message: str, fields: list[str] | None = None) -> list[dict[str, Any]]:
    error: dict[str, Any] = {"message": message, "errorCode": code}
    return [error if fields is None else error | {"fields": fields}]


def _no_field(name: str) -> list[dict[str, Any]]:
    text = f"Provided external ID field does not exist or is not accessible: {name}"
    return _error("NOT_FOUND", text)


def test_create_answers_201_with_id_and_location(api: ApiClient) -> None:
    """A create gives id, success, no errors, and where the record is."""
    response = api.post("sobjects/Lead/", json=LEAD)
    assert response.status_code == 201
    record_id = response.json()["id"]
    assert response.text == f'{{"id":"{record_id}","success":true,"errors":[]}}'
    assert response.headers["Location"] == f"/services/data/v49.0/sobjects/Lead/{record_id}"
    assert len(record_id) == 18
    assert record_id.startswith("00Q")


def test_created_record_bears_author_stamps_and_defaults(
    api: ApiClient, salesforce_org: Org, user: User
) -> None:
    """Owner, author, stamps, computed name, defaults and nulls come back in the schema's order."""
    record_id = api.post("sobjects/lead", json=LEAD | {"FirstName": "Jane"}).json()["id"]
    record = api.get(f"sobjects/LEAD/{record_id}").json()
    lead = salesforce_org.schema.known("Lead")
    assert lead is not None
    assert list(record) == ["attributes", *(each.name for each in lead.fields)]
    assert record["attributes"] == {
        "type": "Lead",
        "url": f"/services/data/v49.0/sobjects/Lead/{record_id}",
    }
    expected = {
        "Id": record_id,
        "Name": "Jane Doe",
        "OwnerId": user.id,
        "CreatedById": user.id,
        "LastModifiedById": user.id,
        "Status": "Open - Not Contacted",
        "IsDeleted": False,
        "Email": None,
        "Address": None,
    }
    assert {name: record[name] for name in expected} == expected
    now = salesforce_org.clock.now().strftime("%Y-%m-%dT%H:%M:%S.000+0000")
    assert {record[each] for each in ("CreatedDate", "LastModifiedDate", "SystemModstamp")} == {now}


def test_fields_parameter_names_the_fields(api: ApiClient, salesforce_org: Org) -> None:
    """``fields`` limits the record to these fields, in their order, with Id at the end."""
    lead = salesforce_org.create("Lead", LEAD)
    response = api.get(f"sobjects/Lead/{lead[:15]}", params={"fields": "company, LastName,Company"})
    assert list(response.json()) == ["attributes", "Company", "LastName", "Id"]
    unknown = api.get(f"sobjects/Lead/{lead}", params={"fields": "Nope"})
    assert (unknown.status_code, unknown.json()) == (
        400,
        _error("INVALID_FIELD", "No such column 'Nope' on sobject of type Lead"),
    )


def test_update_answers_204_without_a_body(api: ApiClient, salesforce_org: Org) -> None:
    """An update writes what it names, moves the stamps, and has no body at all."""
    lead = salesforce_org.create("Lead", LEAD)
    salesforce_org.clock.advance(minutes=1)
    response = api.patch(f"sobjects/Lead/{lead[:15]}", json={"Email": "a@example.com"})
    assert (response.status_code, response.content) == (204, b"")
    assert "Content-Type" not in response.headers
    record = api.get(f"sobjects/Lead/{lead}").json()
    assert (record["Email"], record["Company"]) == ("a@example.com", "Example")
    assert record["SystemModstamp"] == record["LastModifiedDate"] > record["CreatedDate"]


def test_deleted_record_is_gone_for_every_call(api: ApiClient, salesforce_org: Org) -> None:
    """DELETE answers 204; then GET, PATCH and a second DELETE are 404 ENTITY_IS_DELETED."""
    lead = salesforce_org.create("Lead", LEAD)
    path = f"sobjects/Lead/{lead}"
    assert (api.delete(path).status_code, api.delete(path).status_code) == (204, 404)
    for refused in (api.get(path), api.patch(path, json={"Company": "x"}), api.delete(path)):
        assert (refused.status_code, refused.json()) == (404, DELETED)


def test_missing_record(api: ApiClient) -> None:
    """An id of no record: GET reads it as a field's name, PATCH and DELETE as a cross reference."""
    path = "sobjects/Lead/00Q000000000001"
    read = api.get(path)
    assert (read.status_code, read.json()) == (404, _no_field("00Q000000000001"))
    for refused in (api.patch(path, json={}), api.delete(path)):
        assert (refused.status_code, refused.json()) == (404, NO_REFERENCE)


def test_keys_of_an_error_stand_as_recorded(api: ApiClient) -> None:
    """NOT_FOUND of a path and METHOD_NOT_ALLOWED name the code first, the others the message."""
    texts = [
        api.get("nowhere").text,
        api.post("query").text,
        api.get("sobjects/Lead/Namez").text,
        api.get("query").text,
    ]
    assert [text.startswith('[{"errorCode":') for text in texts] == [True, True, False, False]


@pytest.mark.parametrize("name", ["Namez", "00Q", "00Q0000000000010", "LastReferencedDate", "é"])
def test_what_is_no_id_is_read_as_a_field_name(api: ApiClient, name: str) -> None:
    """A segment that is no id is 404 for an external id field."""
    for method in ("GET", "PATCH", "DELETE"):
        response = api.request(method, f"sobjects/Lead/{name}", json={})
        assert (response.status_code, response.json()) == (404, _no_field(name))


def test_wrong_checksum_is_malformed(api: ApiClient) -> None:
    """An id of the object whose checksum is wrong is MALFORMED_ID, whatever is done to it."""
    for method in ("GET", "PATCH", "DELETE"):
        response = api.request(method, "sobjects/Lead/00Q000000000001ZZZ", json={})
        message = "Lead ID: id value of incorrect type: 00Q000000000001ZZZ"
        assert response.status_code == 400
        assert response.json() == [
            {"message": message, "errorCode": "MALFORMED_ID", "fields": ["Id"]}
        ]


@pytest.mark.parametrize("fold", [str.lower, str.upper])
def test_a_lost_case_of_an_id_is_found_again(
    api: ApiClient, salesforce_org: Org, fold: Callable[[str], str]
) -> None:
    """An id of 18 characters in one case names its record: in paths, bodies and queries."""
    account = salesforce_org.create("Account", {"Name": "Acme"})
    lost = fold(account)
    assert api.get(f"sobjects/Account/{lost}").json()["Id"] == account
    body = {"LastName": "Doe", "AccountId": lost}
    contact = api.post("sobjects/Contact", json=body).json()["id"]
    found = api.get("query", params={"q": f"SELECT Id FROM Contact WHERE AccountId = '{lost}'"})
    assert [each["Id"] for each in found.json()["records"]] == [contact]
    assert api.patch(f"sobjects/Account/{lost}", json={"Name": "Other"}).status_code == 204
    assert api.delete(f"sobjects/Contact/{fold(contact)}").status_code == 204
    assert salesforce_org.query("SELECT Name FROM Account") == [{"Name": "Other"}]


def test_unknown_object_is_not_found(api: ApiClient) -> None:
    """An object no org has is 404 NOT_FOUND in every resource that names one."""
    for method, path in (
        ("GET", "sobjects/Nope"),
        ("POST", "sobjects/Nope"),
        ("GET", "sobjects/Nope/describe"),
        ("GET", "sobjects/Nope/00Q000000000001"),
        ("PATCH", "sobjects/Nope/00Q000000000001"),
        ("DELETE", "sobjects/Nope/00Q000000000001"),
    ):
        response = api.request(method, path, json={})
        assert (response.status_code, response.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize("name", sorted(ABSENT))
def test_object_that_only_the_fake_lacks_answers_501(api: ApiClient, name: str) -> None:
    """An object of every real org is refused with 501, naming the objects there are."""
    for path in (f"sobjects/{name}/describe", f"sobjects/{name.lower()}/001000000000001"):
        response = api.get(path)
        assert response.status_code == 501
        assert f"the object {name}. It has Account, AccountShare, AppMenuItem," in response.text


def test_what_comes_later_answers_501(api: ApiClient) -> None:
    """Layouts, absent objects in references and XML bodies are refused loudly."""
    xml = {"Content-Type": "application/xml"}
    nested = {"Subject": "Broken", "Asset": {"Name": "Machine"}}
    for response in (
        api.get("sobjects/Lead/describe/layouts"),
        api.post("sobjects/Case", json=nested),
        api.post("sobjects/Lead", data=b"<Lead/>", headers=xml),
        api.post("sobjects/Case", json={"AssetId": "02i000000000001"}),
        api.post("sobjects/PermissionSetGroup", json={"DeveloperName": "A", "MasterLabel": "A"}),
        api.post(
            "sobjects/AuthProvider",
            json={"FriendlyName": "A", "DeveloperName": "A", "ProviderType": "Google"},
        ),
        api.post(
            "sobjects/RecordType", json={"Name": "P", "DeveloperName": "P", "SobjectType": "Lead"}
        ),
    ):
        assert response.status_code == 501
        assert response.json()[0]["errorCode"] == "NOT_IMPLEMENTED_IN_FAKE"


READ_ONLY = (
    "Unable to create/update fields: {}. Please check the security settings of this field and"
    " verify that it is read/write for your profile or permission set."
)


@pytest.mark.parametrize(
    ("changes", "code", "message", "fields"),
    [
        (
            {"Company": None},
            "REQUIRED_FIELD_MISSING",
            "Required fields are missing: [Company]",
            ["Company"],
        ),
        (
            {"Company": " ", "LastName": ""},
            "REQUIRED_FIELD_MISSING",
            "Required fields are missing: [LastName, Company]",
            ["LastName", "Company"],
        ),
        ({"foo": 1}, "INVALID_FIELD", "No such column 'foo' on sobject of type Lead", None),
        (
            {"Id": "00Q000000000001"},
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            "cannot specify Id in an insert call",
            ["Id"],
        ),
        (
            {"CreatedDate": None, "Name": "x"},
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            READ_ONLY.format("CreatedDate, Name"),
            ["CreatedDate", "Name"],
        ),
        (
            {"City": "x" * 41},
            "STRING_TOO_LONG",
            f"City: data value too large: {'x' * 41} (max length=40)",
            ["City"],
        ),
        (
            {"Email": "not an email"},
            "INVALID_EMAIL_ADDRESS",
            "Email: invalid email address: not an email",
            ["Email"],
        ),
        (
            {"GeocodeAccuracy": "X"},
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            "Geocode Accuracy: bad value for restricted picklist field: X",
            ["GeocodeAccuracy"],
        ),
        (
            {"OwnerId": "00Q000000000001"},
            "MALFORMED_ID",
            "Owner ID: id value of incorrect type: 00Q000000000001EAA",
            ["OwnerId"],
        ),
        (
            {"OwnerId": "nonsense"},
            "MALFORMED_ID",
            "Owner ID: id value of incorrect type: nonsense",
            ["OwnerId"],
        ),
        (
            {"OwnerId": "005000000000001"},
            "INVALID_CROSS_REFERENCE_KEY",
            "invalid cross reference id",
            ["OwnerId"],
        ),
        (
            {"NumberOfEmployees": "many"},
            "JSON_PARSER_ERROR",
            (
                "Cannot deserialize instance of int from VALUE_STRING value many or request may be"
                " missing a required field at [line:1, column:64]"
            ),
            None,
        ),
        (
            {"DoNotCall": 1},
            "JSON_PARSER_ERROR",
            (
                "Cannot deserialize instance of boolean from VALUE_NUMBER_INT value 1 or request"
                " may be missing a required field at [line:1, column:56]"
            ),
            None,
        ),
    ],
)
def test_refused_record(
    api: ApiClient,
    salesforce_org: Org,
    *,
    changes: dict[str, Any],
    code: str,
    message: str | None,
    fields: list[str] | None,
) -> None:
    """Each fault of a record has its code, its text and its fields, and nothing is written."""
    response = api.post("sobjects/Lead", json=LEAD | changes)
    assert response.status_code == 400
    if message is None:
        assert response.json()[0]["errorCode"] == code
    else:
        assert response.json() == _error(code, message, fields)
    assert salesforce_org.query("SELECT COUNT() FROM Lead") == [{"count": 0}]


def test_contact_reference_to_another_object_is_malformed(api: ApiClient) -> None:
    """An id of the wrong object is MALFORMED_ID, with the field's label in the text."""
    body = {"LastName": "Doe", "ReportsToId": "00Q000000000001EAA"}
    response = api.post("sobjects/Contact", json=body)
    assert (response.status_code, response.json()) == (
        400,
        _error(
            "MALFORMED_ID",
            "Reports To ID: id value of incorrect type: 00Q000000000001EAA",
            ["ReportsToId"],
        ),
    )


def test_refused_update(api: ApiClient, salesforce_org: Org) -> None:
    """An update cannot blank a required field, write a read-only one, or name the Id."""
    lead = salesforce_org.create("Lead", LEAD)
    refusals: list[tuple[dict[str, Any], list[dict[str, Any]]]] = [
        (
            {"LastName": None},
            _error(
                "REQUIRED_FIELD_MISSING", "Required fields are missing: [LastName]", ["LastName"]
            ),
        ),
        (
            {"ConvertedDate": "2020-01-01", "IsConverted": True},
            _error(
                "INVALID_FIELD_FOR_INSERT_UPDATE",
                READ_ONLY.format("ConvertedDate, IsConverted"),
                ["ConvertedDate", "IsConverted"],
            ),
        ),
        (
            {"Id": lead},
            _error("INVALID_FIELD", "The Id field should not be specified in the sobject data."),
        ),
    ]
    for body, expected in refusals:
        response = api.patch(f"sobjects/Lead/{lead}", json=body)
        assert (response.status_code, response.json()) == (400, expected)


def test_username_is_unique_among_all_orgs(
    salesforce: FakeSalesforce, api: ApiClient, user: User
) -> None:
    """A username that any org of the server has is refused, whatever its case."""
    elsewhere = salesforce.create_org("Elsewhere")
    taken = elsewhere.create_user("taken@example.com")
    path = f"sobjects/User/{user.id}"
    refused = api.patch(path, json={"Username": taken.username.upper()})
    assert refused.status_code == 400
    assert refused.json()[0]["errorCode"] == "DUPLICATE_USERNAME"
    assert api.patch(path, json={"Username": user.username.upper()}).status_code == 204
    salesforce.drop_org(elsewhere)
    assert api.patch(path, json={"Username": taken.username}).status_code == 204


def test_organization_is_read_and_updated(api: ApiClient, salesforce_org: Org) -> None:
    """The one Organization row is read by its id and takes updates."""
    path = f"sobjects/Organization/{salesforce_org.id}"
    assert api.get(path).json()["OrganizationType"] == "Enterprise Edition"
    assert api.patch(path, json={"Name": "Renamed"}).status_code == 204
    assert salesforce_org.name == "Renamed"


def test_attributes_of_a_record_sent_back_are_no_field(api: ApiClient) -> None:
    """A record may be sent with the attributes it was read with."""
    assert (
        api.post("sobjects/Lead", json=LEAD | {"attributes": {"type": "Lead"}}).status_code == 201
    )


_NUMBERS = ["1" + "0" * 400, "-1e400", "1e400", "NaN", "-Infinity", "1" * 5000, "0.1", "-0", "1E5"]
_STRINGS = [
    *('"\\ud800"', '"\\udfff\\ud800"', '"\\u0000"', '"💥"', '"\\ud83d\\udca5"', '"a@example.com"'),
    *('"2020-02-30"', '"2020-01-31T10:00:00Z"', '"00Q000000000001"', '"2020-01-01T00:00:00+99:99"'),
    *('"0001-01-01"', '"9999-12-31T23:59:59-12:00"', '"' + "x" * 300 + '"', '"\\x"', '"'),
]
_NAMES = sorted({field.name for sobject in STANDARD for field in sobject.fields})
_raw_values = st.one_of(
    st.sampled_from([*_NUMBERS, *_STRINGS, "true", "false", "null", "{}", "[]", "[" * 200, ""]),
    st.builds(
        json.dumps,
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
            lambda inner: (
                st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2)
            ),
            max_leaves=4,
        ),
    ),
)
_raw_names = st.sampled_from(
    [*_NAMES, "attributes", "Owner", "foo__c", "\\ud800", "\\u0000", "é", "lastname", ""]
).map(lambda name: f'"{name}"') | st.text(max_size=3)
_members = st.lists(st.tuples(_raw_names, _raw_values), max_size=5)


def _object(members: list[tuple[str, str]]) -> bytes:
    text = "{" + ",".join(f"{name}:{value}" for name, value in members) + "}"
    return text.encode("utf-8", "surrogatepass")


@given(
    sobject=st.sampled_from(["Lead", "Contact", "User", "Organization"]),
    body=st.binary(max_size=60)
    | _members.map(_object)
    | _members.map(
        lambda members: _object([('"LastName"', '"a"'), ('"Company"', '"b"'), *members])
    ),
    content_type=st.sampled_from(
        ["application/json", "application/json; charset=x", "text/plain", ""]
    ),
    is_update=st.booleans(),
)
def test_any_bytes_as_body_give_a_documented_answer(
    fuzzed: ApiClient, sobject: str, body: bytes, content_type: str, *, is_update: bool
) -> None:
    """Whatever a write sends, it is done, or refused with a documented 4xx or a 501."""
    headers = {"Content-Type": content_type}
    if is_update:
        [record] = fuzzed.query(f"SELECT Id FROM {sobject} ORDER BY Id LIMIT 1").json()[
            "records"
        ] or [{"Id": "00Q000000000001"}]
        response = fuzzed.patch(f"sobjects/{sobject}/{record['Id']}", data=body, headers=headers)
    else:
        response = fuzzed.post(f"sobjects/{sobject}", data=body, headers=headers)
    assert response.status_code in {201, 204, 400, 404, 405, 415, 501}
    if response.status_code >= 400:
        [error] = response.json()
        assert {"message", "errorCode"} <= set(error) <= {"message", "errorCode", "fields"}
        assert error["errorCode"] != "UNKNOWN_EXCEPTION"
    elif response.status_code == 201:
        read = fuzzed.get(f"sobjects/{sobject}/{response.json()['id']}")
        assert read.status_code == 200
