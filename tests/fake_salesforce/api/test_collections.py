from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import ApiClient
from fake_salesforce import FakeSalesforce, Org

PATH = "composite/sobjects"
ROLLED_BACK = {
    "statusCode": "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    "message": (
        "Record rolled back because not all records were valid and the request was using"
        " AllOrNone header"
    ),
    "fields": [],
}


def lead(**fields: Any) -> dict[str, Any]:
    """Return a lead of a collection."""
    return {"attributes": {"type": "Lead"}, "LastName": "Doe", "Company": "Example", **fields}


def test_records_are_created_in_their_order(api: ApiClient) -> None:
    """Records of several types are saved, and each result stands where its record stood."""
    contact = {"attributes": {"type": "Contact"}, "LastName": "Roe"}
    results = api.post(PATH, json={"records": [lead(), contact, lead(LastName="Poe")]}).json()
    assert [each["id"][:3] for each in results] == ["00Q", "003", "00Q"]
    assert results[0] == {"id": results[0]["id"], "success": True, "errors": []}


def test_refused_record_has_no_id_and_says_why(api: ApiClient, salesforce_org: Org) -> None:
    """By default the others are saved; the element has statusCode, not errorCode."""
    results = api.post(PATH, json={"records": [lead(), lead(Email="none"), lead()]}).json()
    assert results[1] == {
        "success": False,
        "errors": [
            {
                "statusCode": "INVALID_EMAIL_ADDRESS",
                "message": "Email: invalid email address: none",
                "fields": ["Email"],
            }
        ],
    }
    assert len(salesforce_org.query("SELECT Id FROM Lead")) == 2


def test_all_or_none_keeps_none(api: ApiClient, salesforce_org: Org) -> None:
    """With allOrNone a refused record undoes the others, which say so."""
    first, second = api.post(
        PATH, json={"allOrNone": True, "records": [lead(), lead(Email="none")]}
    ).json()
    assert (first["success"], first["errors"]) == (False, [ROLLED_BACK])
    assert second["errors"][0]["statusCode"] == "INVALID_EMAIL_ADDRESS"
    assert salesforce_org.query("SELECT Id FROM Lead") == []


def test_upsert_says_what_it_created(api: ApiClient, salesforce_org: Org) -> None:
    """Each record goes by its value of the path's field; the result says whether it is new."""
    salesforce_org.add_field("Lead", "Key__c", type="Text", length=20, external_id=True)
    known = salesforce_org.create("Lead", {"LastName": "Old", "Company": "A", "Key__c": "1"})
    records = [lead(Key__c="1"), lead(Key__c="2"), lead()]
    answer = api.patch(f"{PATH}/Lead/Key__c", json={"records": records})
    first, second, third = answer.json()
    assert answer.status_code == 200
    assert first == {"id": known, "success": True, "errors": [], "created": False}
    assert (second["success"], second["created"]) == (True, True)
    assert third["errors"][0]["statusCode"] == "MISSING_ARGUMENT"
    found = salesforce_org.query("SELECT LastName FROM Lead")
    assert [each["LastName"] for each in found] == ["Doe", "Doe"]


def test_upsert_by_a_number(api: ApiClient, salesforce_org: Org) -> None:
    """A number names its record; a text that is none is refused, and is no crash of the fake."""
    salesforce_org.add_field(
        "Lead", "Number__c", type="Number", precision=6, scale=0, external_id=True
    )
    known = salesforce_org.create("Lead", {"LastName": "Old", "Company": "A", "Number__c": 5})
    answer = api.patch(f"{PATH}/Lead/Number__c", json={"records": [lead(Number__c=5)]})
    assert [(each["id"], each["created"]) for each in answer.json()] == [(known, False)]
    wrong = api.patch(f"{PATH}/Lead/Number__c", json={"records": [lead(Number__c="five")]})
    assert (wrong.status_code, wrong.json()[0]["errorCode"]) == (400, "JSON_PARSER_ERROR")


def test_upserted_record_is_the_users_latest(
    api: ApiClient, salesforce_org: Org, salesforce: FakeSalesforce
) -> None:
    """What an upsert writes is recent for the user, counted by the journal, and needs room."""
    salesforce_org.add_field("Lead", "Key__c", type="Text", length=20, external_id=True)
    made = api.patch("sobjects/Lead/Key__c/1", json={"LastName": "Doe", "Company": "A"})
    assert salesforce.journal.exchanges[-1].records_written == 1
    assert api.get("recent").json()[0]["Id"] == made.json()["id"]
    salesforce_org.limits.data_storage_used_mb = salesforce_org.limits.data_storage_mb
    full = api.patch("sobjects/Lead/Key__c/2", json={"LastName": "Roe", "Company": "A"})
    assert full.json()[0]["errorCode"] == "STORAGE_LIMIT_EXCEEDED"


def test_upsert_by_id(api: ApiClient, salesforce_org: Org) -> None:
    """By Id a record without one is created; no field that is none names records."""
    known = salesforce_org.create("Lead", {"LastName": "Old", "Company": "A"})
    records = [lead(Id=known), lead()]
    results = api.patch(f"{PATH}/Lead/Id", json={"records": records}).json()
    assert [each["created"] for each in results] == [False, True]
    assert api.patch(f"{PATH}/Lead/City", json={"records": records}).status_code == 404
    wrong = api.patch(f"{PATH}/Contact/Id", json={"records": records})
    assert (wrong.status_code, wrong.json()[0]["errorCode"]) == (400, "INVALID_INPUT")


def test_update_by_id_in_any_case(api: ApiClient, salesforce_org: Org) -> None:
    """``id`` and ``Id`` both name the record; a wrong one is MALFORMED_ID of the field Id."""
    one, other = (salesforce_org.create("Lead", {"LastName": "a", "Company": "b"}) for _ in "ab")
    records: list[dict[str, Any]] = [
        {"attributes": {"type": "Lead"}, "id": one, "City": "Rome"},
        {"attributes": {"type": "Lead"}, "Id": other[:15], "City": "Paris"},
        {"attributes": {"type": "Contact"}, "id": "001xx000003DGb2999", "Title": "x"},
    ]
    results = api.patch(PATH, json={"records": records}).json()
    assert results[:2] == [{"id": each, "success": True, "errors": []} for each in (one, other)]
    assert results[2] == {
        "success": False,
        "errors": [
            {
                "statusCode": "MALFORMED_ID",
                "message": "Contact ID: id value of incorrect type: 001xx000003DGb2999",
                "fields": ["Id"],
            }
        ],
    }
    cities = salesforce_org.query("SELECT City FROM Lead ORDER BY City")
    assert [each["City"] for each in cities] == ["Paris", "Rome"]


def test_delete_takes_ids_of_any_object(api: ApiClient, salesforce_org: Org) -> None:
    """Ids are deleted in their order; a malformed one is told, and undoes all if so asked."""
    one = salesforce_org.create("Lead", {"LastName": "a", "Company": "b"})
    contact = salesforce_org.create("Contact", {"LastName": "a"})
    wrong = "001RM000003oLrB000"
    malformed = {
        "success": False,
        "errors": [
            {"statusCode": "MALFORMED_ID", "message": f"malformed id {wrong}", "fields": []}
        ],
    }
    undone = api.delete(PATH, params={"ids": f"{one},{wrong}", "allOrNone": "true"}).json()
    assert undone == [{"id": one, "success": False, "errors": [ROLLED_BACK]}, malformed]
    assert len(salesforce_org.query("SELECT Id FROM Lead")) == 1
    kept = api.delete(PATH, params={"ids": f"{one},{wrong},{contact}"}).json()
    assert [each["success"] for each in kept] == [True, False, True]
    (again,) = api.delete(PATH, params={"ids": one}).json()
    assert again["errors"] == [
        {"statusCode": "ENTITY_IS_DELETED", "message": "entity is deleted", "fields": []}
    ]


def test_reading_gives_null_for_what_is_not_there(api: ApiClient, salesforce_org: Org) -> None:
    """By GET and by POST the records come in the order of the ids, with the fields asked for."""
    one = salesforce_org.create("Lead", {"LastName": "a", "Company": "b"})
    gone = salesforce_org.create("Lead", {"LastName": "c", "Company": "d"})
    salesforce_org.delete("Lead", gone)
    ids = ["00Q000000000000AAA", one, gone, "nothing", one[:15]]
    url = f"/services/data/v49.0/sobjects/Lead/{one}"
    record = {"attributes": {"type": "Lead", "url": url}, "LastName": "a", "Id": one}
    expected = [None, record, None, None, record]
    got = api.get(f"{PATH}/Lead", params={"ids": ",".join(ids), "fields": "LastName,id"})
    posted = api.post(f"{PATH}/Lead", json={"ids": ids, "fields": ["LastName", "Id"]})
    assert got.json() == posted.json() == expected


def test_reading_an_unknown_field_is_refused(api: ApiClient) -> None:
    """A field that is not there, or hidden, refuses the whole with INVALID_FIELD."""
    body = {"ids": ["00Q000000000000AAA"], "fields": ["Nothing"]}
    answer = api.post(f"{PATH}/Lead", json=body)
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, "INVALID_FIELD")


def test_more_than_200_records_are_refused(api: ApiClient, salesforce_org: Org) -> None:
    """201 records are EXCEEDED_ID_LIMIT, and none of them is saved; 200 are."""
    answer = api.post(PATH, json={"records": [lead()] * 201})
    assert answer.status_code == 400
    assert answer.json() == [
        {
            "message": "record limit reached. cannot submit more than 200 records into this call",
            "errorCode": "EXCEEDED_ID_LIMIT",
        }
    ]
    assert salesforce_org.query("SELECT Id FROM Lead") == []
    assert len(api.post(PATH, json={"records": [lead()] * 200}).json()) == 200


def test_2000_records_are_read_by_one_body(api: ApiClient, salesforce_org: Org) -> None:
    """2,000 ids in a body are read, one more is EXCEEDED_ID_LIMIT."""
    one = salesforce_org.create("Lead", {"LastName": "a", "Company": "b"})
    read = api.post(f"{PATH}/Lead", json={"ids": [one] * 2000, "fields": ["LastName"]})
    assert [each["LastName"] for each in read.json()] == ["a"] * 2000
    refused = api.post(f"{PATH}/Lead", json={"ids": [one] * 2001, "fields": ["LastName"]})
    assert (refused.status_code, refused.json()[0]["errorCode"]) == (400, "EXCEEDED_ID_LIMIT")


def test_types_may_change_ten_times(api: ApiClient) -> None:
    """Eleven runs of one type are refused, ten are saved."""
    contact = {"attributes": {"type": "Contact"}, "LastName": "Roe"}
    assert api.post(PATH, json={"records": [lead(), contact] * 5}).status_code == 200
    answer = api.post(PATH, json={"records": [*[lead(), contact] * 5, lead()]})
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, "INVALID_INPUT")


@pytest.mark.parametrize("body", [{}, {"records": {}}, {"records": [{"LastName": "a"}]}])
def test_body_without_typed_records_is_refused(api: ApiClient, body: dict[str, Any]) -> None:
    """Each record must say its type."""
    answer = api.post(PATH, json=body)
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, "INVALID_INPUT")


def test_value_of_a_wrong_type_refuses_all(api: ApiClient, salesforce_org: Org) -> None:
    """A value that is not of its field's type is the parser's fault: nothing is saved."""
    answer = api.post(PATH, json={"records": [lead(), lead(DoNotCall="perhaps")]})
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, "JSON_PARSER_ERROR")
    assert salesforce_org.query("SELECT Id FROM Lead") == []


def test_object_that_is_unknown_or_not_written_is_the_records_fault(api: ApiClient) -> None:
    """Other records are saved beside a record of no object, or of one that cannot be created."""
    records = [
        {"attributes": {"type": "Nothing"}},
        {"attributes": {"type": "LoginHistory"}},
        lead(),
    ]
    results = api.post(PATH, json={"records": records}).json()
    codes = [[error["statusCode"] for error in each["errors"]] for each in results]
    assert codes == [["NOT_FOUND"], ["CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"], []]


@given(
    kinds=st.lists(st.sampled_from(["good", "bad"]), min_size=1, max_size=12),
    all_or_none=st.booleans(),
)
def test_what_is_saved_is_what_is_told(
    fuzzed: ApiClient, *, kinds: list[str], all_or_none: bool
) -> None:
    """For any mix of good and bad records the rows that are there are those told as successes."""
    records = [lead(City=each, **({"Email": "bad"} if each == "bad" else {})) for each in kinds]
    results = fuzzed.post(PATH, json={"allOrNone": all_or_none, "records": records}).json()
    kept = not (all_or_none and "bad" in kinds)
    assert [each["success"] for each in results] == [kept and each == "good" for each in kinds]
    ids = [each["id"] for each in results if each["success"]]
    rows = fuzzed.post(f"{PATH}/Lead", json={"ids": ids or ["x"], "fields": ["City"]}).json()
    assert [each and each["City"] for each in rows] == ["good" for _ in ids] or rows == [None]


def tree(api: ApiClient, *records: dict[str, Any], root: str = "Account") -> Any:
    """Post trees and return status and answer."""
    answer = api.post(f"composite/tree/{root}", json={"records": list(records)})
    return answer.status_code, answer.json()


def node(name: str, reference_id: str, /, **fields: Any) -> dict[str, Any]:
    """Return a record of a tree."""
    return {"attributes": {"type": name, "referenceId": reference_id}, **fields}


def test_tree_creates_parents_before_children(api: ApiClient, salesforce_org: Org) -> None:
    """Results come level by level, and children refer to their parents."""
    status, answer = tree(
        api,
        node(
            "Account",
            "ref1",
            name="One",
            Contacts={
                "records": [
                    node("Contact", "ref2", LastName="a"),
                    node("Contact", "ref3", LastName="b"),
                ]
            },
        ),
        node(
            "Account",
            "ref4",
            name="Two",
            ChildAccounts={"records": [node("Account", "ref5", Name="Below")]},
        ),
    )
    assert (status, answer["hasErrors"]) == (201, False)
    assert [each["referenceId"] for each in answer["results"]] == [
        "ref1",
        "ref4",
        "ref2",
        "ref3",
        "ref5",
    ]
    ids = {each["referenceId"]: each["id"] for each in answer["results"]}
    contacts = salesforce_org.query("SELECT AccountId FROM Contact")
    assert [each["AccountId"] for each in contacts] == [ids["ref1"]] * 2
    (below,) = salesforce_org.query(f"SELECT ParentId FROM Account WHERE Id = '{ids['ref5']}'")
    assert below["ParentId"] == ids["ref4"]


def test_tree_with_a_fault_creates_nothing(api: ApiClient, salesforce_org: Org) -> None:
    """400 names the records at fault alone, by their referenceIds."""
    status, answer = tree(
        api,
        node("Account", "ref1", Name="One"),
        node(
            "Account",
            "ref2",
            Name="Two",
            Contacts={"records": [node("Contact", "ref3", LastName="a", Email="123")]},
        ),
    )
    assert (status, answer) == (
        400,
        {
            "hasErrors": True,
            "results": [
                {
                    "referenceId": "ref3",
                    "errors": [
                        {
                            "statusCode": "INVALID_EMAIL_ADDRESS",
                            "message": "Email: invalid email address: 123",
                            "fields": ["Email"],
                        }
                    ],
                }
            ],
        },
    )
    assert salesforce_org.query("SELECT Id FROM Account") == []


@pytest.mark.parametrize(
    "records",
    [
        [node("Lead", "ref1", LastName="a")],
        [node("Account", "ref-1", Name="a")],
        [node("Account", "ref1", Name="a"), node("Account", "ref1", Name="b")],
        [{"Name": "a"}],
        [node("Account", f"ref{n}", Name="a") for n in range(201)],
    ],
)
def test_tree_of_another_form_is_refused(
    api: ApiClient, salesforce_org: Org, records: list[dict[str, Any]]
) -> None:
    """Types, referenceIds and the number of records are checked before anything is written."""
    status, answer = tree(api, *records)
    assert (status, answer[0]["errorCode"]) == (400, "INVALID_INPUT")
    assert salesforce_org.query("SELECT Id FROM Account") == []


def test_tree_may_be_five_levels_deep(api: ApiClient) -> None:
    """A fifth level is created, a sixth refused."""

    def deep(levels: int) -> dict[str, Any]:
        below = {} if levels == 1 else {"ChildAccounts": {"records": [deep(levels - 1)]}}
        return node("Account", f"ref{levels}", Name="a", **below)

    assert tree(api, deep(5))[0] == 201
    assert tree(api, deep(6))[0] == 400


def test_tree_may_have_five_types(api: ApiClient, salesforce_org: Org) -> None:
    """Records of a sixth type are refused, and nothing is created; those of five are."""
    day = "2020-07-01"

    def account(**of_contact: Any) -> dict[str, Any]:
        children = {
            "Contacts": node("Contact", "c", LastName="a", **of_contact),
            "Opportunities": node("Opportunity", "o", Name="a", StageName="Open", CloseDate=day),
            "Tasks": node("Task", "t", Subject="a"),
            "Events": node("Event", "e", DurationInMinutes=1, ActivityDateTime=f"{day}T10:00:00Z"),
        }
        records = {name: {"records": [each]} for name, each in children.items()}
        return node("Account", "a", Name="a", **records)

    member = node("CampaignMember", "m")
    status, answer = tree(api, account(CampaignMembers={"records": [member]}))
    assert (status, answer[0]["errorCode"]) == (400, "INVALID_INPUT")
    assert "5 types" in answer[0]["message"]
    assert salesforce_org.query("SELECT Id FROM Account") == []
    status, answer = tree(api, account())
    assert (status, len(answer["results"])) == (201, 5), answer
