from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import NOT_FOUND, ApiClient
from fake_salesforce import Org, releases
from fake_salesforce.errors import NotImplementedInFakeError
from fake_salesforce.fidelity.status import status_of
from fake_salesforce.releases import BUILT, NOT_BUILT, Difference, Standing

_README = Path(__file__).parents[2] / "fake_salesforce" / "README.md"


@pytest.mark.parametrize(
    ("version", "standing"),
    [
        ("49.0", Standing.SERVED),
        ("67.0", Standing.SERVED),
        ("48.0", Standing.NOT_SERVED),
        ("31.0", Standing.NOT_SERVED),
        ("30.0", Standing.RETIRED),
        ("07.0", Standing.RETIRED),
        ("06.0", Standing.UNKNOWN),
        ("68.0", Standing.UNKNOWN),
        ("49", Standing.UNKNOWN),
        ("49.1", Standing.UNKNOWN),
        ("٤٩.0", Standing.UNKNOWN),
    ],
)
def test_standing(version: str, standing: Standing) -> None:
    """What there is, was and is not yet are told apart."""
    assert releases.standing(version) is standing


@given(st.text(max_size=6) | st.from_regex(r"[0-9]{1,3}\.[0-9]", fullmatch=True))
def test_any_text_stands_somewhere(version: str) -> None:
    """Any text has a standing, and exactly the labelled versions are served."""
    assert (releases.standing(version) is Standing.SERVED) == (version in releases.LABELS)


def test_labels_are_those_of_the_guide() -> None:
    """The labels are those that the guide lists, three a year."""
    known = {"49.0": "Summer '20", "50.0": "Winter '21", "51.0": "Spring '21", "61.0": "Summer '24"}
    assert known.items() <= releases.LABELS.items()
    assert len(set(releases.LABELS.values())) == len(releases.LABELS) == 19


def test_each_difference_is_listed_once_and_has_a_source() -> None:
    """Whatever the module calls a difference is listed, has a documented source, and is newer."""
    named = [each for _, each in inspect.getmembers(releases) if isinstance(each, Difference)]
    listed = [*BUILT, *NOT_BUILT]
    assert {each.what for each in named} == {each.what for each in listed}
    assert len(listed) == len(named)
    for each in listed:
        assert status_of(each.source).counts
        assert not each.holds_in(releases.REFERENCE)
        assert each.holds_in(releases.NEWEST)


@pytest.mark.parametrize("difference", [*BUILT, *NOT_BUILT], ids=lambda each: each.what)
def test_difference_is_in_the_readme(difference: Difference) -> None:
    """The README's table tells each difference, and whether the fake has it."""
    answer = "as there" if difference in BUILT else "501"
    row = f"| v{difference.since} | {difference.what} | {answer} |"
    assert row in _README.read_text(encoding="utf-8").splitlines()


def test_difference_refuses_only_where_it_holds() -> None:
    """What a version does not have yet is not refused as missing in the fake."""
    releases.GRAPH.refuse_in("49.0")
    with pytest.raises(NotImplementedInFakeError, match=r"composite/graph.*v50\.0"):
        releases.GRAPH.refuse_in("50.0")


_FIELDS = "SELECT FIELDS(ALL) FROM Lead LIMIT 200"
_DEEP = (
    "SELECT Id, (SELECT Id, (SELECT Id FROM Opportunities) FROM ChildAccounts) FROM Account"
    " WHERE Name != 'FIELDS(ALL)'"
)
_EXPIRY = "SELECT PasswordExpirationDate FROM User"


@pytest.mark.parametrize(
    ("soql", "since", "what", "code"),
    [
        (_FIELDS, 51, "FIELDS() in SOQL", "MALFORMED_QUERY"),
        (_DEEP, 58, "subqueries within subqueries in SOQL", "MALFORMED_QUERY"),
        (_EXPIRY, 63, "the field User.PasswordExpirationDate", "INVALID_FIELD"),
    ],
)
def test_newer_soql_is_501_by_name_where_there_is_such(
    api: ApiClient, soql: str, since: int, what: str, code: str
) -> None:
    """What a newer version evaluates the older refuse as they did, and the newer by name."""
    before = api.get(f"/services/data/v{since - 1}.0/query", params={"q": soql})
    assert (before.status_code, before.json()[0]["errorCode"]) == (400, code)
    after = api.get(f"/services/data/v{since}.0/query", params={"q": soql})
    assert after.status_code == 501
    assert f"does not implement {what}, which came with API v{since}.0" in after.text


def test_a_text_that_looks_newer_is_a_text(api: ApiClient) -> None:
    """Only a refused query is looked at again, and words between quotes are no SOQL."""
    quoted = {"q": r"SELECT Id FROM Lead WHERE LastName = '\'FIELDS(ALL)'"}
    assert api.get("/services/data/v67.0/query", params=quoted).status_code == 200
    bad = {"q": "SELECT Nope__c FROM Lead WHERE LastName = 'FIELDS(ALL)'"}
    assert api.get("/services/data/v67.0/query", params=bad).status_code == 400


def test_newer_soql_of_a_bulk_job(api: ApiClient) -> None:
    """FIELDS() of a query job is 501 from v51.0 on; deeper subqueries Bulk API never has."""
    for soql, version, status in (
        ("SELECT FIELDS(STANDARD) FROM Lead", "50.0", 400),
        ("SELECT FIELDS(STANDARD) FROM Lead", "51.0", 501),
        (_DEEP, "67.0", 400),
    ):
        response = api.post(
            f"/services/data/v{version}/jobs/query", json={"operation": "query", "query": soql}
        )
        assert response.status_code == status, response.text


@pytest.mark.parametrize(
    ("path", "since"), [("composite/graph", 50), ("jobs/query/750000000000001AAA/resultPages", 58)]
)
def test_newer_resource_is_501_by_name_where_there_is_such(
    api: ApiClient, path: str, since: int
) -> None:
    """A resource that came later is not found by the older versions, and 501 in the newer."""
    before = api.get(f"/services/data/v{since - 1}.0/{path}")
    assert (before.status_code, before.json()) == (404, NOT_FOUND)
    after = api.get(f"/services/data/v{since}.0/{path}")
    assert after.status_code == 501
    assert f"which came with API v{since}.0" in after.text


@pytest.mark.parametrize("version", ["20.0", "48.0", "75.0"])
def test_part_of_a_version_that_is_not_served(api: ApiClient, version: str) -> None:
    """A part of a composite is refused as the version itself would be."""
    url = f"/services/data/v{version}/sobjects/Lead/00Q000000000001AAA"
    part = {"method": "GET", "url": url, "referenceId": "one"}
    response = api.post("composite", json={"compositeRequest": [part]})
    alone = api.get(url)
    (answered,) = response.json()["compositeResponse"]
    assert (answered["httpStatusCode"], answered["body"][0]["errorCode"]) == (
        alone.status_code,
        alone.json()[0]["errorCode"],
    )


def test_graph_is_listed_where_it_is(api: ApiClient) -> None:
    """The list of composite resources has the graph from v50.0 on."""
    assert "graph" not in api.get("composite").json()
    assert "graph" in api.get("/services/data/v50.0/composite").json()


def test_versions_do_not_touch_each_others_last_modified(
    api: ApiClient, salesforce_org: Org
) -> None:
    """Describes in two versions by turns are no changes of the schema to either client."""
    paths = [f"/services/data/v{each}/sobjects/Lead/describe" for each in ("49.0", "50.0")]
    first = [api.get(each).headers["Last-Modified"] for each in paths]
    salesforce_org.clock.advance(hours=1)
    assert [api.get(each).headers["Last-Modified"] for each in paths] == first


def test_shares_tell_what_they_are_associated_with(api: ApiClient) -> None:
    """From v50.0 on LeadShare tells that it is the Share of Lead."""
    told = api.get("/services/data/v50.0/sobjects/LeadShare/describe").json()
    assert (told["associateEntityType"], told["associateParentEntity"]) == ("Share", "Lead")


def test_latest_identity_urls_have_the_newest_version(api: ApiClient, salesforce_org: Org) -> None:
    """``version=latest`` of an identity URL is the newest version that is served."""
    user_id = api.get("/services/oauth2/userinfo").json()["user_id"]
    told = api.get(f"/id/{salesforce_org.id}/{user_id}", params={"version": "latest"}).json()
    assert told["urls"]["rest"].endswith(f"/services/data/v{releases.NEWEST}/")
