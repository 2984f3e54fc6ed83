from __future__ import annotations

import json

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import NOT_FOUND, ApiClient, RawAnswer, raw_request
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.api import ROUTES
from fake_salesforce.api.versions import RESOURCES


@pytest.mark.parametrize("path", ["/services/data", "/services/data/"])
def test_versions_are_listed_without_a_session(salesforce: FakeSalesforce, path: str) -> None:
    """The list of served versions needs no login."""
    response = requests.get(salesforce.url + path, timeout=60)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json;charset=UTF-8"
    listed = response.json()
    assert listed[0] == {"label": "Summer '20", "url": "/services/data/v49.0", "version": "49.0"}
    assert listed[-1] == {"label": "Summer '26", "url": "/services/data/v67.0", "version": "67.0"}
    assert [each["version"] for each in listed] == [f"{each}.0" for each in range(49, 68)]


def test_resources_are_listed_by_name(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, api: ApiClient
) -> None:
    """The versioned root maps each resource to its path, and identity to the identity URL."""
    listed = api.get("/services/data/v49.0").json()
    assert listed.pop("identity") == f"{salesforce.url}/id/{salesforce_org.id}/{user.id}"
    assert listed == {each: f"/services/data/v49.0/{each}" for each in RESOURCES}
    assert api.get("/services/data/v49.0/").json().keys() - {"identity"} == listed.keys()


_TAILS = ["", "/", "/sobjects", "/query?q=SELECT+Id+FROM+Lead", "/limits"]


@pytest.mark.parametrize("version", ["31.0", "48.0"])
@pytest.mark.parametrize("tail", _TAILS)
def test_other_version_answers_501_naming_the_served_ones(
    api: ApiClient, version: str, tail: str
) -> None:
    """A version that is not served is refused loudly, whatever is asked of it."""
    response = api.get(f"/services/data/v{version}{tail}")
    assert response.status_code == 501
    [error] = response.json()
    assert error["errorCode"] == "NOT_IMPLEMENTED_IN_FAKE"
    assert f"API v{version}. It serves v49.0 to v67.0." in error["message"]


@pytest.mark.parametrize("version", ["7.0", "20.0", "30.0"])
@pytest.mark.parametrize("tail", _TAILS)
def test_retired_version_is_gone(api: ApiClient, version: str, tail: str) -> None:
    """A version that Salesforce has retired is 410, whatever is asked of it."""
    response = api.get(f"/services/data/v{version.zfill(4)}{tail}")
    assert response.status_code == 410
    assert response.json()[0]["errorCode"] == "GONE"


@pytest.mark.parametrize(
    "path",
    ["v49", "v49.1", "vx", "49.0", "49.0/limits", "v٤٩.0", "x/y", "v68.0/limits", "v06.0", "v99.0"],
)
def test_what_is_no_version_is_not_found(api: ApiClient, path: str) -> None:
    """A path below /services/data that names no version does not exist."""
    response = api.get(f"/services/data/{path}")
    assert (response.status_code, response.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize("resource", sorted(set(RESOURCES) - {"sobjects", "query", "queryAll"}))
def test_listed_resource_that_is_not_built_answers_501(api: ApiClient, resource: str) -> None:
    """What the root lists and the fake lacks is refused with 501 and the list of what it has."""
    response = api.get(f"{resource}/any")
    assert response.status_code == 501
    [error] = response.json()
    assert error["message"].startswith(
        f"fake_salesforce does not implement the resource {resource}/any."
    )
    for route in ROUTES:
        assert f"/services/data/v49.0{route.path}" in error["message"]


@pytest.mark.parametrize("path", ["/services/apexrest/x", "/id/00D", "/services/oauth2/introspect"])
def test_other_doors_answer_501(api: ApiClient, path: str) -> None:
    """Paths that a real server has and the fake lacks are refused with 501."""
    response = api.get(path)
    assert response.status_code == 501
    assert f"the path {path}" in response.json()[0]["message"]


@pytest.mark.parametrize("path", ["/services/data/v49.0/nowhere", "/", "/favicon.ico"])
def test_unknown_path_is_not_found(api: ApiClient, path: str) -> None:
    """What no Salesforce has is answered as Salesforce does."""
    response = api.get(path)
    assert (response.status_code, response.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PATCH", "sobjects/Lead", "HEAD,GET,POST"),
        ("DELETE", "sobjects/Lead/", "HEAD,GET,POST"),
        ("POST", "sobjects/Lead/00Q000000000001", "HEAD,GET,PATCH,DELETE"),
        ("PUT", "sobjects/Lead/00Q000000000001", "HEAD,GET,PATCH,DELETE"),
        ("POST", "query", "HEAD,GET"),
        ("OPTIONS", "query", "HEAD,GET"),
        ("OPTIONS", "/services/data", "HEAD,GET"),
        ("POST", "sobjects", "HEAD,GET"),
        ("POST", "sobjects/Organization", "HEAD,GET"),
        ("DELETE", "sobjects/User/005000000000001", "HEAD,GET,PATCH"),
        ("DELETE", "/services/oauth2/token", "POST"),
    ],
)
def test_method_not_allowed_lists_what_is(
    api: ApiClient, method: str, path: str, allowed: str
) -> None:
    """A 405 lists the methods in Salesforce's order, in its text and in the Allow header."""
    response = api.request(method, path)
    assert response.status_code == 405
    assert response.headers["Allow"] == allowed.replace(",", ", ")
    assert response.json() == [
        {
            "message": f"HTTP Method '{method}' not allowed. Allowed are {allowed}",
            "errorCode": "METHOD_NOT_ALLOWED",
        }
    ]


def test_head_is_get_without_a_body(api: ApiClient) -> None:
    """HEAD answers with GET's status and type, and nothing else."""
    response = api.request("HEAD", "sobjects")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["Content-Type"] == "application/json;charset=UTF-8"


def test_limit_info_counts_calls(api: ApiClient, salesforce_org: Org) -> None:
    """Every call that was let in is counted, refused ones included, and told in each answer."""
    salesforce_org.limits.daily_api_requests = 100
    told = [
        api.get(path).headers.get("Sforce-Limit-Info")
        for path in ("sobjects", "nowhere", "query?q=bad", "/services/data", "/services/data/v49.0")
    ]
    assert told == [
        "api-usage=1/100",
        "api-usage=2/100",
        "api-usage=3/100",
        None,
        "api-usage=4/100",
    ]


def test_daily_limit_refuses_until_a_day_is_over(api: ApiClient, salesforce_org: Org) -> None:
    """At the daily limit calls get REQUEST_LIMIT_EXCEEDED with 403; 24 hours later they go on."""
    salesforce_org.limits.daily_api_requests = 2
    salesforce_org.settings.session_timeout_minutes = 1440
    assert [api.get("sobjects").status_code for _ in range(3)] == [200, 200, 403]
    refused = api.get("sobjects")
    assert refused.json() == [
        {"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}
    ]
    salesforce_org.clock.advance(hours=23)
    assert api.get("sobjects").status_code == 403
    salesforce_org.clock.advance(hours=1)
    assert api.get("sobjects").headers["Sforce-Limit-Info"] == "api-usage=1/2"


def test_pretty_print_is_jacksons(api: ApiClient) -> None:
    """X-PrettyPrint: 1 gives blanks around colons; without it the same value comes compact."""
    compact = api.get("sobjects/Lead/describe")
    pretty = api.get("sobjects/Lead/describe", headers={"X-PrettyPrint": "1"})
    assert pretty.json() == compact.json()
    assert pretty.text.startswith('{\n  "actionOverrides" : [ ],\n  "activateable" : false,\n')
    assert compact.text.startswith('{"actionOverrides":[],"activateable":false,')
    refused = api.get("nowhere", headers={"X-PrettyPrint": "1"})
    assert refused.text == (
        '[ {\n  "errorCode" : "NOT_FOUND",\n'
        '  "message" : "The requested resource does not exist"\n} ]'
    )


def test_answers_carry_the_orgs_time_and_are_not_cached(
    api: ApiClient, salesforce_org: Org
) -> None:
    """The Date header is the clock's, and every answer forbids caching."""
    for path in ("sobjects", "nowhere"):
        headers = api.get(path).headers
        now = salesforce_org.clock.now()
        assert headers["Date"] == now.strftime("%a, %d %b %Y %H:%M:%S GMT")
        assert headers["Cache-Control"] == "no-cache,must-revalidate,max-age=0,no-store,private"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_method_override_reaches_the_meant_method(api: ApiClient, salesforce_org: Org) -> None:
    """POST with ?_HttpMethod=PATCH is a PATCH."""
    lead = salesforce_org.create("Lead", {"LastName": "Doe", "Company": "Example"})
    response = api.post(f"sobjects/Lead/{lead}?_HttpMethod=PATCH", json={"Company": "Other"})
    assert response.status_code == 204
    assert salesforce_org.query("SELECT Company FROM Lead") == [{"Company": "Other"}]


_SEGMENTS = st.sampled_from(
    [
        *("services", "data", "v49.0", "v48.0", "sobjects", "query", "queryAll", "Lead", "User"),
        *("Organization", "Contact", "Account", "describe", "limits", "", "..", ".", "%00", "%"),
        *(
            "%zz",
            "%ff",
            "%ED%A0%80",
            "Soap",
            "u",
            "c",
            "49.0",
            "oauth2",
            "token",
            "00Q000000000001",
        ),
        *("01g000000000001-0", "01g000000000001AAA-" + "9" * 5000, "é", "💥", "\x7f", "Id"),
    ]
) | st.text(max_size=8)
_HEADER_VALUES = st.sampled_from(
    [
        "",
        "1",
        "true",
        "batchSize=0",
        "batchSize=" + "9" * 5000,
        "batchSize=x",
        "é",
        "\x80",
        "text/xml",
    ]
)


@given(
    method=st.sampled_from(["GET", "POST", "PATCH", "DELETE", "HEAD", "PUT", "OPTIONS", "X"]),
    base=st.sampled_from(["/services/data/v49.0", "/services/data", "/x"]),
    segments=st.lists(_SEGMENTS, max_size=7),
    query=st.sampled_from(
        [
            "",
            "q=",
            "q",
            "q=%",
            "q=%00",
            "q=%ff%ED%A0%80",
            "explain=x",
            "_HttpMethod=PATCH",
            "&=&",
            "fields=",
        ]
    )
    | st.text(alphabet="q=&%SELECT Id0';\x00é", max_size=20),
    headers=st.dictionaries(
        st.sampled_from(
            ["X-PrettyPrint", "Sforce-Query-Options", "Content-Type", "Accept", "X-HTTP-Method"]
        ),
        _HEADER_VALUES,
    ),
    body=st.binary(max_size=30),
    has_session=st.booleans(),
)
def test_any_request_gives_a_documented_answer_and_never_a_crash(
    fuzzed: ApiClient,
    *,
    method: str,
    base: str,
    segments: list[str],
    query: str,
    headers: dict[str, str],
    body: bytes,
    has_session: bool,
) -> None:
    """Any method, path, query and header give 2xx, 4xx or 501 in Salesforce's shape."""
    target = "/".join([base, *segments])
    sent = {name: value.encode() for name, value in headers.items()}
    if has_session:
        sent["Authorization"] = f"Bearer {fuzzed.session_id}".encode()
    answer = raw_request(fuzzed.url, method, f"{target}?{query}", headers=sent, body=body)
    assert answer.status < 500 or answer.status == 501
    if answer.status >= 400 and answer.body:
        _check_error_shape(answer)


def _check_error_shape(answer: RawAnswer) -> None:
    if not answer.content_type.startswith("application/json"):
        assert answer.status == 400, "only what is no HTTP is refused by the HTTP server itself"
        return
    for each in json.loads(answer.body):
        assert {"message", "errorCode"} <= set(each) <= {"message", "errorCode", "fields"}
