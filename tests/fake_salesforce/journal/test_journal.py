from __future__ import annotations

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import ApiClient, element, oauth_login, session_of, soap_login
from fake_salesforce import Arrival, CrashError, Exchange, FakeSalesforce, Org, User
from fake_salesforce.clock import SUMMER_20
from fake_salesforce.journal import Journal, Told, redacted

SESSION_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._"


def _drive(fake: FakeSalesforce) -> tuple[Exchange, ...]:
    """Do the same things to a fake: logins right and wrong, reads, writes, pages, refusals."""
    url = "https://login.salesforce.com"
    org = fake.create_org()
    org.populate(leads=7, seed=3)
    org.limits.query_page_rows = 3
    user = org.create_user("driver@example.com")
    oauth_login(url, org, user.username, "wrong")
    oauth_login(url, org, user.username, user.secret)
    soap_login(url, user.username, user.password)
    client = ApiClient(url, session_of(url, user))
    client.pages("SELECT Id, Email, LastModifiedDate FROM Lead ORDER BY Email")
    created = client.post("sobjects/Lead", json={"LastName": "Doe", "Company": "Example"}).json()
    client.patch(f"sobjects/Lead/{created['id']}", json={"Email": "x"})
    client.get("sobjects/Lead/describe")
    client.get("nowhere")
    user.expire_password()
    client.get("sobjects", headers={"X-PrettyPrint": "1"})
    user.set_password()
    user.reset_security_token()
    client.close()
    return fake.journal.exchanges


def test_two_fakes_of_one_seed_answer_alike() -> None:
    """Driven alike by clients of salesforce.com, two fakes of one seed keep equal journals."""
    journals = []
    for _ in range(2):
        with FakeSalesforce(seed=5) as fake, fake.patch():
            journals.append(_drive(fake))
    assert len(journals[0]) > 10
    assert journals[0] == journals[1]


def test_another_seed_gives_other_ids() -> None:
    """Ids and secrets are drawn from the seed."""
    with FakeSalesforce(seed=1) as first, FakeSalesforce(seed=2) as second:
        of_first, of_second = first.create_org(), second.create_org()
        assert of_first.id != of_second.id
        assert of_first.client_id != of_second.client_id
        assert (
            of_first.create_user("a@example.com").secret
            != of_second.create_user("a@example.com").secret
        )


def test_no_secret_is_told_anywhere() -> None:
    """No password, token, session id or client secret stands in a journal, a repr or an error."""
    with FakeSalesforce() as fake:
        org = fake.create_org()
        user = org.create_user("secretive@example.com")
        secrets = [org.client_secret]
        told: list[str] = []
        fake.on_request(lambda arrival: told.append(repr(arrival)))
        fake.on_exchange(lambda exchange: told.append(repr(exchange)))
        for _ in range(2):
            session_id = session_of(fake.url, user)
            token = oauth_login(fake.url, org, user.username, user.secret).json()["access_token"]
            secrets += [user.password, user.security_token, session_id, token]
            secrets += [session_id.partition("!")[2], token.partition("!")[2]]
            client = ApiClient(fake.url, session_id)
            client.get(f"sobjects/Lead/{session_id}")
            client.get(f"{session_id}/{token}")
            client.query(f"SELECT Id FROM Lead WHERE Company = '{session_id}'")
            client.post("sobjects/Lead", json={"LastName": session_id, "Company": "Example"})
            client.post("sobjects/Lead", json={"City": session_id})
            client.pages("SELECT LastName FROM Lead")
            client.close()
            for secret in (user.password, user.security_token, "wrong" + user.secret):
                soap_login(fake.url, user.username, secret)
                oauth_login(fake.url, org, user.username, secret, client_secret="x")
                oauth_login(fake.url, org, user.username, secret)
            told += [repr(user), repr(org), repr(org.credentials), repr(org.sessions)]
            told += [repr(org.use_session(session_id)), repr(fake), repr(fake.journal)]
            user.set_password()
            org.end_sessions()
        told += [repr(each) for each in fake.journal.exchanges]
    everything = "\n".join(told)
    assert "(session id)" in everything
    assert "secretive@example.com" in everything
    for secret in secrets:
        assert secret not in everything


def test_exchange_tells_what_was_asked_and_answered(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, api: ApiClient
) -> None:
    """An exchange names resource, path, status, org, user, the query or body, and the answer."""
    api.query("SELECT Id FROM Lead")
    query = salesforce.journal.exchanges[-1]
    assert (query.resource, query.method, query.path, query.status, query.error_code) == (
        "query",
        "GET",
        "/services/data/v49.0/query",
        200,
        None,
    )
    assert (query.org_id, query.username) == (salesforce_org.id, user.username)
    assert query.time == salesforce_org.clock.now()
    assert query.request == "SELECT Id FROM Lead"
    assert query.response == '{"totalSize":0,"done":true,"records":[]}'
    api.post("sobjects/Lead", json={"Company": "x"})
    refused = salesforce.journal.exchanges[-1]
    assert (refused.number, refused.status, refused.error_code, refused.request) == (
        query.number + 1,
        400,
        "REQUIRED_FIELD_MISSING",
        '{"Company": "x"}',
    )


@pytest.mark.parametrize(
    ("method", "path", "resource"),
    [
        ("GET", "/services/data", "versions"),
        ("GET", "/services/data/v49.0", "resources"),
        ("GET", "sobjects", "describe_global"),
        ("GET", "sobjects/Lead/describe", "describe"),
        ("POST", "sobjects/Lead", "row_create"),
        ("GET", "sobjects/Lead/00Q000000000001", "row_get"),
        ("PATCH", "sobjects/Lead/00Q000000000001", "row_update"),
        ("DELETE", "sobjects/Lead/00Q000000000001", "row_delete"),
        ("GET", "query", "query"),
        ("GET", "queryAll", "query_all"),
        ("GET", "query/01g000000000001-1", "query_more"),
        ("GET", "queryAll/01g000000000001-1", "query_more"),
        ("POST", "/services/Soap/u/49.0", "soap"),
        ("POST", "/services/Soap/c/49.0/00D000000000001", "soap"),
        ("POST", "/services/oauth2/token", "oauth_token"),
        ("GET", "nowhere", "unknown"),
        ("PUT", "query", "unknown"),
    ],
)
def test_resources_are_named(
    salesforce: FakeSalesforce, api: ApiClient, method: str, path: str, resource: str
) -> None:
    """Each endpoint has a name by which hooks and journals tell it."""
    arrivals: list[Arrival] = []
    unsubscribe = salesforce.on_request(arrivals.append)
    api.request(method, path)
    unsubscribe()
    assert [each.resource for each in arrivals] == [resource]
    assert salesforce.journal.exchanges[-1].resource == resource


def test_arrivals_are_counted_by_resource_and_told_before() -> None:
    """The n-th request of a resource is told as such, before it is handled, until unsubscribed."""
    with FakeSalesforce() as fake:
        seen: list[tuple[str, int, int]] = []
        unsubscribe = fake.on_request(
            lambda arrival: seen.append(
                (arrival.resource, arrival.nth, len(fake.journal.exchanges))
            )
        )
        for path in ("/services/data", "/x", "/services/data"):
            requests.get(fake.url + path, timeout=60)
        unsubscribe()
        unsubscribe()
        requests.get(f"{fake.url}/services/data", timeout=60)
        assert seen == [("versions", 1, 0), ("unknown", 1, 1), ("versions", 2, 2)]
        assert [each.number for each in fake.journal.exchanges] == [1, 2, 3, 4]


def test_hook_may_act_on_the_org_in_the_middle_of_a_request(
    salesforce: FakeSalesforce, salesforce_org: Org, api: ApiClient
) -> None:
    """A callback can end the session of the very request that it is told of."""
    unsubscribe = salesforce.on_request(lambda _: salesforce_org.end_sessions())
    assert api.get("sobjects").status_code == 401
    unsubscribe()


def test_crash_is_answered_500_and_raised_at_the_end() -> None:
    """A failure of the fake is a 500 for the client and an error for whoever runs the fake."""

    def fail(_: Arrival) -> None:
        message = "on purpose"
        raise ZeroDivisionError(message)

    fake = FakeSalesforce()

    def use() -> None:
        with fake:
            fake.on_request(fail)
            response = requests.get(f"{fake.url}/services/data", timeout=60)
            assert response.status_code == 500
            assert response.json()[0]["errorCode"] == "UNKNOWN_EXCEPTION"
            assert [type(each) for each in fake.journal.crashes] == [ZeroDivisionError]

    with pytest.raises(CrashError, match=r"failed 1 time\(s\), first: ZeroDivisionError"):
        use()
    assert fake.journal.crashes == ()


def test_error_of_the_block_goes_before_a_crash() -> None:
    """What fails inside the block is what is raised; the crash does not hide it."""

    def use() -> None:
        with FakeSalesforce() as fake:
            fake.journal.crashed(ValueError())
            raise KeyError

    with pytest.raises(KeyError):
        use()


@given(
    before=st.text(max_size=20),
    opaque=st.text(alphabet=SESSION_CHARACTERS, min_size=1, max_size=96),
    organization=st.text(alphabet=SESSION_CHARACTERS[:-2], min_size=12, max_size=12),
    separator=st.sampled_from(["!", "%21"]),
)
def test_session_ids_are_redacted_wherever_they_stand(
    before: str, opaque: str, organization: str, separator: str
) -> None:
    """Nothing that follows an org's id and its exclamation mark is left."""
    text = redacted(f"{before}00D{organization}{separator}{opaque} after")
    assert text.endswith("(session id) after")


@given(st.integers(3800, 4400), st.integers(0, 100))
def test_cut_leaves_no_piece_of_a_session_id(start: int, tail: int) -> None:
    """A session id at the cut of a long text is redacted as a whole or cut away."""
    secret = "SECRET" * 16
    text = redacted("-" * start + "00D000000000001!" + secret + "+" * (tail * 50))
    assert "SECRET" not in text
    assert len(text) < 4100


def test_journal_keeps_exchanges_in_order() -> None:
    """Exchanges are numbered from 1 as they are told, also to those who listen."""
    journal = Journal()
    heard: list[Exchange] = []
    journal.on_exchange(heard.append)
    for path in ("/a", "/b"):
        journal.answered(Told(time=SUMMER_20, resource="x", method="GET", path=path, status=200))
    assert [(each.number, each.path) for each in journal.exchanges] == [(1, "/a"), (2, "/b")]
    assert tuple(heard) == journal.exchanges


def test_rest_of_a_logins_answer_is_kept(salesforce: FakeSalesforce, user: User) -> None:
    """Redaction takes the session id out of a login's answer and leaves the rest readable."""
    answer = soap_login(salesforce.url, user.username, user.secret).text
    told = salesforce.journal.exchanges[-1].response
    assert told == answer.replace(element(answer, "sessionId"), "(session id)")
