"""Login hosts, My Domains and instances of one server, and the ways by which they are reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from simple_salesforce import Salesforce, SalesforceLogin
from simple_salesforce.exceptions import SalesforceAuthenticationFailed

from fake_clients import element, oauth_login, soap_envelope
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.login.hosts import orgs_at, own_host

PRODUCTION, SANDBOX = "login.salesforce.com", "test.salesforce.com"
Reach = Callable[[FakeSalesforce, str], tuple[str, dict[str, str]]]
"""How a client reaches a host: the URL it is given, and the headers it sends."""

WAYS: dict[str, Reach] = {
    "patch": lambda _, host: (f"https://{host}", {}),
    "header": lambda salesforce, host: (salesforce.url, {"Host": host}),
    "prefix": lambda salesforce, host: (salesforce.url_of(host), {}),
}


@contextmanager
def _reached(way: str, salesforce: FakeSalesforce) -> Iterator[None]:
    with salesforce.patch() if way == "patch" else nullcontext():
        yield


def _soap(url: str, headers: dict[str, str], user: User) -> requests.Response:
    return requests.post(
        f"{url}/services/Soap/u/49.0",
        data=soap_envelope(user.username, user.secret),
        headers={"Content-Type": "text/xml"} | headers,
        timeout=60,
    )


def _oauth(url: str, headers: dict[str, str], org: Org, user: User) -> requests.Response:
    form = {
        "grant_type": "password",
        "client_id": org.client_id,
        "client_secret": org.client_secret,
        "username": user.username,
        "password": user.secret,
    }
    return requests.post(f"{url}/services/oauth2/token", data=form, headers=headers, timeout=60)


@pytest.fixture
def sandbox(salesforce: FakeSalesforce) -> Iterator[Org]:
    """A sandbox beside the test's production org."""
    with salesforce.create_org("Acme", is_sandbox=True) as org:
        yield org


@pytest.fixture
def sandbox_user(sandbox: Org) -> User:
    """A user of the sandbox."""
    return sandbox.create_user("caller@example.com.sbx")


def _own(org: Org, *, modern: bool = False) -> str:
    if not org.is_sandbox:
        return f"{org.my_domain}.my.salesforce.com"
    return f"{org.my_domain}--sbx.{'sandbox' if modern else 'cs40'}.my.salesforce.com"


@pytest.mark.parametrize("way", WAYS)
def test_each_host_has_its_own_users(
    salesforce: FakeSalesforce, user: User, sandbox_user: User, way: str
) -> None:
    """Login host, My Domain and instance of an org let its users in, the others' refuse them."""
    salesforce_org, sandbox = user._org, sandbox_user._org
    hosts = {
        PRODUCTION: (True, False),
        SANDBOX: (False, True),
        _own(salesforce_org): (True, False),
        f"{salesforce_org.instance_name.lower()}.salesforce.com": (True, False),
        _own(sandbox): (False, True),
        "cs40.salesforce.com": (False, True),
        "nobody.my.salesforce.com": (False, False),
    }
    for host, expected in hosts.items():
        with _reached(way, salesforce):
            url, headers = WAYS[way](salesforce, host)
            pairs = [(salesforce_org, user), (sandbox, sandbox_user)]
            soap = [_soap(url, headers, each) for _, each in pairs]
            oauth = [_oauth(url, headers, *each) for each in pairs]
        assert tuple(each.ok for each in soap) == expected, host
        assert tuple(each.ok for each in oauth) == expected, host
        for refused in (each for each in soap if not each.ok):
            assert element(refused.text, "exceptionCode") == "INVALID_LOGIN"
        for refused in (each for each in oauth if not each.ok):
            assert refused.json() == {
                "error": "invalid_grant",
                "error_description": "authentication failure",
            }


def test_switch_opens_both_login_hosts(
    salesforce: FakeSalesforce, sandbox: Org, sandbox_user: User
) -> None:
    """With login_hosts_apart off an org's users log in on either host."""
    for is_apart in (True, False):
        sandbox.settings.login_hosts_apart = is_apart
        url = salesforce.url_of(PRODUCTION)
        assert _soap(url, {}, sandbox_user).ok is not is_apart


def test_plain_address_finds_every_org(
    salesforce: FakeSalesforce, user: User, sandbox_user: User
) -> None:
    """At the loopback URL users of any org log in, and URLs have that address."""
    for each in (user, sandbox_user):
        answer = _soap(salesforce.url, {}, each)
        assert element(answer.text, "serverUrl").startswith(f"{salesforce.url}/services/Soap/u/")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("modern", [False, True])
def test_urls_go_on_the_way_the_client_came(
    salesforce: FakeSalesforce, sandbox: Org, sandbox_user: User, way: str, *, modern: bool
) -> None:
    """Instance, server and identity URLs lead to the org's own host by the client's own way."""
    sandbox.settings.enhanced_domains = modern
    with _reached(way, salesforce):
        url, headers = WAYS[way](salesforce, SANDBOX)
        soap = _soap(url, headers, sandbox_user).text
        oauth = _oauth(url, headers, sandbox, sandbox_user).json()
        base = (
            salesforce.url_of(_own(sandbox, modern=modern))
            if way == "prefix"
            else f"https://{_own(sandbox, modern=modern)}"
        )
        login = salesforce.url_of(SANDBOX) if way == "prefix" else f"https://{SANDBOX}"
        assert element(soap, "serverUrl") == f"{base}/services/Soap/u/49.0/{sandbox.id[:15]}"
        assert element(soap, "metadataServerUrl").startswith(f"{base}/services/Soap/m/")
        assert oauth["instance_url"] == base
        assert oauth["id"] == f"{login}/id/{sandbox.id}/{sandbox_user.id}"
        if way == "header":
            return
        bearer = {"Authorization": f"Bearer {oauth['access_token']}"}
        listed = requests.get(f"{base}/services/data/v49.0", headers=bearer, timeout=60)
        identity = requests.get(oauth["id"], headers=bearer, timeout=60)
    assert listed.json()["identity"] == f"{base}/id/{sandbox.id}/{sandbox_user.id}"
    assert identity.json()["urls"]["custom_domain"] == base


def test_port_of_the_host_header_is_kept(salesforce: FakeSalesforce, user: User) -> None:
    """A client of login.salesforce.com:8443 is sent to the org's host at that port."""
    answer = _soap(salesforce.url, {"Host": f"{PRODUCTION}:8443"}, user)
    host = _own(user._org)
    assert element(answer.text, "serverUrl").startswith(f"https://{host}:8443/services/Soap/")


def test_data_is_at_the_orgs_own_host_only(
    salesforce: FakeSalesforce, user: User, sandbox: Org
) -> None:
    """A session is unknown at the host of another org."""
    session_id = user._org.open_session(user.id, client="test")
    bearer = {"Authorization": f"Bearer {session_id}"}
    for host, status in ((_own(user._org), 200), (_own(sandbox), 401)):
        url = f"{salesforce.url_of(host)}/services/data/v49.0/sobjects"
        assert requests.get(url, headers=bearer, timeout=60).status_code == status


@pytest.mark.parametrize(
    "host", ["example.com", "salesforce.com.example.com", "a b.salesforce.com"]
)
def test_prefix_of_another_host_is_no_path(salesforce: FakeSalesforce, host: str) -> None:
    """Only hosts of Salesforce are played below the prefix."""
    url = f"{salesforce.url}/_host/{host}/services/data"
    assert requests.get(url, timeout=60).status_code == 404


def test_login_history_names_the_host(salesforce: FakeSalesforce, user: User) -> None:
    """LoginHistory.LoginUrl is the host that the client meant."""
    assert _soap(salesforce.url_of(PRODUCTION), {}, user).ok
    assert user._org.query("SELECT LoginUrl FROM LoginHistory")[-1] == {"LoginUrl": PRODUCTION}


def test_simple_salesforce_reads_a_sandbox(
    salesforce: FakeSalesforce, sandbox: Org, sandbox_user: User
) -> None:
    """Unmodified simple-salesforce logs in with domain='test', and is refused without it."""
    sandbox.create("Lead", {"LastName": "Doe", "Company": "Acme"})
    secrets: dict[str, Any] = {
        "username": sandbox_user.username,
        "password": sandbox_user.password,
        "security_token": sandbox_user.security_token,
        "version": "49.0",
    }
    with salesforce.patch():
        client = Salesforce(**secrets, domain="test")
        assert client.sf_instance == _own(sandbox)
        assert client.is_sandbox()
        assert client.query("SELECT COUNT() FROM Lead")["totalSize"] == 1
        with pytest.raises(SalesforceAuthenticationFailed, match="INVALID_LOGIN"):
            Salesforce(**secrets)


# -- behind another address ------------------------------------------------------------------------


def _fake(**options: Any) -> tuple[FakeSalesforce, Org, User]:
    salesforce = FakeSalesforce(**options)
    org = salesforce.create_org()
    return salesforce, org, org.create_user("caller@example.com")


def test_external_url_stands_in_every_answer() -> None:
    """With an external URL the fake says that it is there, whatever the client's Host is."""
    fake, org, user = _fake(external_url="https://fake.example.com/")
    with fake:
        soap = _soap(fake.url, {}, user).text
        oauth = oauth_login(fake.url, org, user.username, user.secret).json()
        through = _soap(f"{fake.url}/_host/{PRODUCTION}", {}, user).text
        assert fake.url_of(PRODUCTION) == f"https://fake.example.com/_host/{PRODUCTION}"
        own = f"https://fake.example.com/_host/{_own(org)}/services/"
    assert element(soap, "serverUrl").startswith("https://fake.example.com/services/")
    assert oauth["instance_url"] == "https://fake.example.com"
    assert oauth["id"].startswith("https://fake.example.com/id/")
    assert element(through, "serverUrl").startswith(own)


@pytest.mark.parametrize("url", ["fake.example.com", "ftp://fake.example.com", "https://a/b", ""])
def test_external_url_is_scheme_and_host(url: str) -> None:
    """An external URL of another form is refused by name."""
    with pytest.raises(ValueError, match=r"must be like https://salesforce\.example\.com"):
        FakeSalesforce(external_url=url)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (
            {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "p.example.com"},
            "https://p.example.com",
        ),
        ({"X-Forwarded-Host": "p.example.com:8080, inner"}, "http://p.example.com:8080"),
        ({"X-Forwarded-Proto": "gopher", "X-Forwarded-Host": "a/b"}, None),
        ({"X-Forwarded-Host": PRODUCTION}, "https://example-org-1.my.salesforce.com"),
    ],
)
def test_forwarded_headers_count_only_where_they_are_trusted(
    headers: dict[str, str], expected: str | None
) -> None:
    """X-Forwarded headers decide the URLs when switched on, and are nothing otherwise."""
    for is_trusted in (False, True):
        fake, _, user = _fake(trust_forwarded=is_trusted)
        with fake:
            text = _soap(fake.url, headers, user).text
            base = expected if is_trusted and expected else fake.url
            assert element(text, "serverUrl").startswith(f"{base}/services/Soap/u/49.0/")


# -- TLS -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def secure() -> Iterator[tuple[FakeSalesforce, Org, User]]:
    """A fake that serves over TLS."""
    fake, org, user = _fake(tls=True)
    with fake:
        yield fake, org, user


def test_client_that_insists_on_tls_works(
    secure: tuple[FakeSalesforce, Org, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    """simple-salesforce with an instance_url, which it asks by https only, trusts the CA file."""
    fake, org, user = secure
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(fake.ca_file))
    assert fake.url.startswith("https://127.0.0.1:")
    session_id, instance = SalesforceLogin(
        username=user.username,
        password=user.password,
        security_token=user.security_token,
        sf_version="49.0",
        scratch_url=fake.url,
    )
    assert f"https://{instance}" == fake.url
    client = Salesforce(session_id=session_id, instance_url=fake.url, version="49.0")
    lead = org.create("Lead", {"LastName": "Doe", "Company": "Acme"})
    assert client.query("SELECT Id FROM Lead")["records"][0]["Id"] == lead


def test_stranger_to_the_authority_refuses_it(secure: tuple[FakeSalesforce, Org, User]) -> None:
    """A client that does not trust the CA file does not talk to the fake."""
    fake, _, _ = secure
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"{fake.url}/services/data", timeout=60)
    answer = requests.get(f"{fake.url}/services/data", verify=str(fake.ca_file), timeout=60)
    assert answer.status_code == 200


def test_patch_leads_to_a_fake_with_tls(secure: tuple[FakeSalesforce, Org, User]) -> None:
    """Through patch() both libraries reach it without being told of the authority."""
    fake, org, user = secure
    with fake.patch(), httpx.Client(trust_env=False) as client:
        text = _soap(f"https://{PRODUCTION}", {}, user).text
        listed = client.get(f"https://{PRODUCTION}/services/data")
    assert element(text, "serverUrl").startswith(f"https://{_own(org)}/")
    assert listed.status_code == 200


def test_authority_lives_as_long_as_the_server() -> None:
    """The CA file is there while the fake serves and then gone; without TLS there is none."""
    fake = FakeSalesforce(tls=True)
    with fake:
        path: Path = fake.ca_file
        assert path.read_text(encoding="ascii").startswith("-----BEGIN CERTIFICATE-----")
        assert [each.name for each in path.parent.iterdir() if "PRIVATE" in each.read_text()] == [
            "server.pem"
        ]
    assert not path.parent.exists()
    with FakeSalesforce() as plain, pytest.raises(RuntimeError, match="without TLS"):
        print(plain.ca_file)


# -- as a rule -------------------------------------------------------------------------------------

_ORGS = st.lists(
    st.fixed_dictionaries({"is_sandbox": st.booleans(), "modern": st.booleans()}),
    min_size=1,
    max_size=3,
)


@given(kinds=_ORGS)
def test_hosts_share_the_orgs_out(kinds: list[dict[str, bool]]) -> None:
    """Each org is behind one login host, its own host alone, and every host outside Salesforce."""
    fake = FakeSalesforce()
    try:
        orgs = []
        for each in kinds:
            orgs.append(fake.create_org("Acme", is_sandbox=each["is_sandbox"]))
            orgs[-1].settings.enhanced_domains = each["modern"]
        at_login, at_test = (orgs_at(host, orgs) for host in (PRODUCTION, SANDBOX))
        assert [each for each in orgs if each not in at_login] == at_test
        assert all(each.is_sandbox for each in at_test)
        for org in orgs:
            assert orgs_at(own_host(org).upper(), orgs) == [org]
            assert not own_host(org).startswith(("login.", "test."))
        assert orgs_at("127.0.0.1", orgs) == orgs_at("example.com", orgs) == orgs
    finally:
        fake.close()
