from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fake_clients import ApiClient
from fake_salesforce import FakeSalesforce, Org, User

NOW = "Mon, 20 Jul 2020 09:00:00 GMT"
BEFORE = "Mon, 20 Jul 2020 08:59:59 GMT"
LATER = "Mon, 20 Jul 2020 09:00:01 GMT"


@pytest.fixture
def salesforce() -> Iterator[FakeSalesforce]:
    """A fake of the test's own, whose clock it moves."""
    with FakeSalesforce() as fake:
        yield fake


@pytest.fixture
def salesforce_org(salesforce: FakeSalesforce) -> Org:
    """An org of that fake."""
    return salesforce.create_org()


@pytest.fixture
def account(salesforce_org: Org) -> str:
    """The path of an account."""
    return f"sobjects/Account/{salesforce_org.create('Account', {'Name': 'Example'})}"


@pytest.fixture
def lead(salesforce_org: Org) -> str:
    """The path of a lead."""
    record_id = salesforce_org.create("Lead", {"LastName": "Lovelace", "Company": "Example"})
    return f"sobjects/Lead/{record_id}"


def test_records_tell_when_they_were_changed(api: ApiClient, account: str, lead: str) -> None:
    """A record comes with Last-Modified, an account with an ETag besides."""
    answer = api.get(account)
    assert answer.headers["Last-Modified"] == NOW
    assert answer.headers["ETag"].startswith('"')
    assert len(answer.headers["ETag"]) == len('"U5iWijwWbQD18jeiXwsqxeGpZQk="')
    assert "ETag" not in api.get(lead).headers
    assert api.get(lead).headers["Last-Modified"] == NOW


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_known_records_are_not_sent_again(
    api: ApiClient, account: str, salesforce_org: Org, method: str
) -> None:
    """If-None-Match with the record's tag is 304 without a body, until the record changes."""
    tag = api.get(account).headers["ETag"]
    for known in (tag, f'"other", {tag}', tag[:-1] + '-gzip"', f"W/{tag}", "*"):
        answer = api.request(method, account, headers={"If-None-Match": known})
        assert (answer.status_code, answer.text, answer.headers["ETag"]) == (304, "", tag)
    salesforce_org.update("Account", account.rpartition("/")[2], {"Phone": "1"})
    answer = api.request(method, account, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert answer.headers["ETag"] != tag


def test_the_tag_is_of_the_whole_record(api: ApiClient, account: str, user: User) -> None:
    """However few fields are read, and however printed, the tag is the same."""
    tags = {
        api.get(account).headers["ETag"],
        api.get(account, params={"fields": "Name"}).headers["ETag"],
        api.get(account, headers={"X-PrettyPrint": "1"}).headers["ETag"],
    }
    assert len(tags) == 1
    user._org.profile("System Administrator").hide_field("Account.Industry")
    assert api.get(account).headers["ETag"] not in tags


@pytest.mark.parametrize(
    ("since", "status"), [(BEFORE, 200), (NOW, 304), (LATER, 304), ("Tue, 20 Jul 2020", 200)]
)
def test_records_changed_since(api: ApiClient, lead: str, since: str, status: int) -> None:
    """If-Modified-Since is 304 unless the record was changed later; no date is no condition."""
    answer = api.get(lead, headers={"If-Modified-Since": since})
    assert answer.status_code == status
    assert bool(answer.text) == (status == 200)


@pytest.mark.parametrize(("since", "status"), [(BEFORE, 412), (NOW, 200), (LATER, 200)])
def test_records_unchanged_since(api: ApiClient, lead: str, since: str, status: int) -> None:
    """If-Unmodified-Since is 412 if the record was changed after it."""
    answer = api.get(lead, headers={"If-Unmodified-Since": since})
    assert answer.status_code == status
    if status == 412:
        assert answer.json()[0]["errorCode"] == "PRECONDITION_FAILED"


def test_an_update_of_an_outdated_record_is_refused(
    api: ApiClient, account: str, lead: str, salesforce_org: Org
) -> None:
    """A PATCH whose If-Match or If-Unmodified-Since does not hold is 412 and writes nothing."""
    tag = api.get(account).headers["ETag"]
    body = {"Phone": "1"}
    assert api.patch(account, json=body, headers={"If-Match": tag}).status_code == 204
    for outdated in ({"If-Match": tag}, {"If-None-Match": "*"}, {"If-Unmodified-Since": BEFORE}):
        answer = api.patch(account, json={"Phone": "2"}, headers=outdated)
        assert answer.status_code == 412
    assert api.get(account).json()["Phone"] == "1"
    salesforce_org.clock.advance(seconds=1)
    for since, status in ((NOW, 204), (NOW, 412), (LATER, 204)):
        answer = api.patch(lead, json=body, headers={"If-Unmodified-Since": since})
        assert answer.status_code == status


def test_tags_do_not_count_where_there_are_none(api: ApiClient, lead: str) -> None:
    """If-Match on a record without an entity tag is no condition (believed)."""
    headers = {"If-Match": '"other"'}
    assert api.patch(lead, json={"Company": "x"}, headers=headers).status_code == 204
    assert api.get(lead, headers={"If-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("name", ["If-Match", "If-None-Match", "If-Unmodified-Since"])
def test_conditions_that_cannot_be_read(api: ApiClient, account: str, name: str) -> None:
    """A bad value is 400 on PATCH and POST, names the header, and writes nothing."""
    headers = {name: "bad value"}
    for answer in (
        api.patch(account, json={"Name": "x"}, headers=headers),
        api.post("sobjects/Account", json={"Name": "x"}, headers=headers),
    ):
        assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, "INVALID_HEADER")
        assert name in answer.json()[0]["message"]
    assert [each["Name"] for each in api.query("SELECT Name FROM Account").json()["records"]] == [
        "Example"
    ]
    assert api.get(account, headers=headers).status_code == 200


def test_a_deletion_takes_no_condition(api: ApiClient, account: str) -> None:
    """DELETE is carried out whatever conditional headers say."""
    headers = {"If-Match": '"other"', "If-Unmodified-Since": BEFORE}
    assert api.delete(account, headers=headers).status_code == 204


def test_conditions_tell_nothing_of_hidden_records(
    api: ApiClient, account: str, salesforce_org: Org
) -> None:
    """A PATCH of a record that is not shared is 404 whatever its conditions."""
    salesforce_org.share_by_default("Account", "None")
    salesforce_org.profile("System Administrator").revoke("Account", "view_all")
    salesforce_org.profile("System Administrator").forbid("ViewAllData", "ModifyAllData")
    for since in (BEFORE, LATER):
        headers = {"If-Unmodified-Since": since}
        assert api.patch(account, json={"Name": "x"}, headers=headers).status_code == 404


def test_one_of_two_racing_updates_wins(
    salesforce: FakeSalesforce, api: ApiClient, account: str
) -> None:
    """Of several updates that know one state of a record, one is carried out."""
    for _ in range(4):
        tag = api.get(account).headers["ETag"]
        statuses: list[int] = []

        def patch(number: int, tag: str = tag, statuses: list[int] = statuses) -> None:
            client = ApiClient(salesforce.url, api.session_id)
            body = {"Description": f"{tag} {number}"}
            answer = client.patch(account, json=body, headers={"If-Match": tag})
            statuses.append(answer.status_code)
            client.close()

        threads = [threading.Thread(target=patch, args=(number,)) for number in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert sorted(statuses) == [204, 412, 412, 412]


DESCRIBES = ("sobjects", "sobjects/Lead/describe")


@pytest.mark.parametrize("path", DESCRIBES)
def test_known_describes_are_not_sent_again(api: ApiClient, salesforce_org: Org, path: str) -> None:
    """If-Modified-Since is 304 without a body as long as what a user would get is the same."""
    changed = api.get(path).headers["Last-Modified"]
    salesforce_org.clock.advance(minutes=30)
    answer = api.get(path, headers={"If-Modified-Since": changed})
    assert (answer.status_code, answer.text) == (304, "")
    old = {"If-Modified-Since": "Tue, 23 Mar 2015 00:00:00 GMT"}
    assert api.get(path, headers=old).status_code == 200
    assert api.get(path, headers={"If-Unmodified-Since": changed}).status_code == 200
    assert (
        api.get(path, headers={"If-Unmodified-Since": old["If-Modified-Since"]}).status_code == 412
    )


CHANGES: dict[str, Callable[[Org], object]] = {
    "a field is added": lambda org: org.add_field("Lead", "Score__c", type="Text", length=3),
    "a record type is added": lambda org: org.add_record_type("Lead", "Partner"),
    "a picklist value is added": lambda org: org.add_picklist_value("Lead", "Rating", "Icy"),
    "a field is hidden": lambda org: org.profile("System Administrator").hide_field("Lead.Fax"),
    "a right is lost": lambda org: org.profile("System Administrator").revoke("Lead", "delete"),
}


@pytest.mark.parametrize("change", list(CHANGES))
@pytest.mark.parametrize("seconds", [0, 90])
def test_changes_of_schema_and_rights_move_the_describe(
    api: ApiClient, salesforce_org: Org, change: str, seconds: int
) -> None:
    """After any change the describe is sent again with a later time, even at the same second."""
    salesforce_org.profile("System Administrator").forbid("ViewAllData", "ModifyAllData")
    known = api.get("sobjects/Lead/describe")
    salesforce_org.clock.advance(seconds=seconds)
    CHANGES[change](salesforce_org)
    headers = {"If-Modified-Since": known.headers["Last-Modified"]}
    answer = api.get("sobjects/Lead/describe", headers=headers)
    assert answer.status_code == 200
    assert answer.json() != known.json()
    assert answer.headers["Last-Modified"] != known.headers["Last-Modified"]
    headers = {"If-Modified-Since": answer.headers["Last-Modified"]}
    assert api.get("sobjects/Lead/describe", headers=headers).status_code == 304
    other = {"If-Modified-Since": api.get("sobjects/Contact/describe").headers["Last-Modified"]}
    assert api.get("sobjects/Contact/describe", headers=other).status_code == 304


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    headers=st.dictionaries(
        st.sampled_from(["If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"]),
        st.one_of(
            st.sampled_from([NOW, BEFORE, LATER, "*", '"a"', 'W/"a", "b"', "", '"']),
            st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=12),
        ),
    ),
    method=st.sampled_from(["GET", "HEAD", "PATCH"]),
)
def test_any_condition_is_answered(
    api: ApiClient, account: str, lead: str, headers: dict[str, str], method: str
) -> None:
    """Whatever conditional headers hold, the answer is one that the guide knows."""
    body = {"json": {"Phone": "1"}} if method == "PATCH" else {}
    stripped = {name: value.strip() for name, value in headers.items()}
    for path in (account, lead, "sobjects/Lead/describe"):
        if method == "PATCH" and path.endswith("describe"):
            continue
        status = api.request(method, path, headers=stripped, **body).status_code
        assert status in {200, 204, 304, 400, 412}
        assert (status == 304) <= (method != "PATCH")
        assert (status == 400) <= (method == "PATCH")
