from __future__ import annotations

import asyncio

import httpx
import pytest
import requests

from fake_clients import oauth_login, soap_envelope
from fake_salesforce import FakeSalesforce, Org, User

SUMMER_20 = {"label": "Summer '20", "url": "/services/data/v49.0", "version": "49.0"}
HOSTS = ["login.salesforce.com", "test.salesforce.com", "na1.salesforce.com", "A.My.SalesForce.com"]


@pytest.mark.parametrize("host", HOSTS)
def test_requests_client_comes_here(salesforce: FakeSalesforce, host: str) -> None:
    """A requests client of a Salesforce host is answered here, and sees the host it meant."""
    url = f"https://{host}/services/data?a=1"
    with salesforce.patch():
        response = requests.get(url, timeout=60)
    assert response.json()[0] == SUMMER_20
    assert response.url == url.replace(host, host.lower()) == response.request.url
    assert salesforce.journal.exchanges[-1].path == "/services/data"


@pytest.mark.parametrize("host", HOSTS)
def test_httpx_client_comes_here(salesforce: FakeSalesforce, host: str) -> None:
    """An httpx client of a Salesforce host is answered here."""
    with salesforce.patch(), httpx.Client(trust_env=False) as client:
        response = client.get(f"https://{host}/services/data")
    assert response.json()[0] == SUMMER_20
    assert response.url.host == host.lower()


def test_httpx_async_client_comes_here(salesforce: FakeSalesforce) -> None:
    """An asynchronous httpx client is answered here too, with its body."""

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(trust_env=False) as client:
            return await client.post(
                "https://login.salesforce.com/services/oauth2/token", data={"grant_type": "magic"}
            )

    with salesforce.patch():
        response = asyncio.run(ask())
    assert response.status_code == 400
    assert response.json()["error"] == "unsupported_grant_type"


def test_a_host_that_was_left_may_be_gone(salesforce: FakeSalesforce, salesforce_org: Org) -> None:
    """The name of a My Domain that was left is found by no resolver; the new one's is."""
    left = f"{salesforce_org.my_domain}.my.salesforce.com"
    salesforce_org.settings.former_host_answer = "no_host"
    with salesforce.patch(), httpx.Client(trust_env=False) as client:
        assert requests.get(f"https://{left}/services/data", timeout=60).ok
        salesforce_org.change_my_domain("renamed")
        with pytest.raises(requests.ConnectionError, match="NameResolutionError"):
            requests.get(f"https://{left}/services/data", timeout=60)
        with pytest.raises(httpx.ConnectError):
            client.get(f"https://{left}/services/data")
        assert requests.get("https://renamed.my.salesforce.com/services/data", timeout=60).ok
    told = requests.get(f"{salesforce.url_of(left)}/services/data", timeout=60)
    assert told.status_code == 501


def test_login_sends_the_client_to_the_orgs_own_host(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """Through the patch, logins answer with https URLs of the org's My Domain, not of the fake."""
    instance = f"https://{salesforce_org.my_domain}.my.salesforce.com"
    with salesforce.patch():
        soap = requests.post(
            "https://login.salesforce.com/services/Soap/u/49.0",
            data=soap_envelope(user.username, user.secret),
            timeout=60,
        )
        oauth = oauth_login(
            "https://login.salesforce.com", salesforce_org, user.username, user.secret
        ).json()
        listed = requests.get(
            f"{oauth['instance_url']}/services/data/v49.0",
            headers={"Authorization": f"Bearer {oauth['access_token']}"},
            timeout=60,
        )
    assert f"<serverUrl>{instance}/services/Soap/u/49.0/{salesforce_org.id[:15]}</" in soap.text
    assert oauth["instance_url"] == instance
    assert oauth["id"] == f"https://login.salesforce.com/id/{salesforce_org.id}/{user.id}"
    assert listed.json()["identity"].startswith(f"{instance}/id/")
    assert "127.0.0.1" not in soap.text + str(oauth) + listed.text


def test_other_hosts_are_not_touched(salesforce: FakeSalesforce) -> None:
    """A client of another host goes where it went before, look-alikes included."""
    with FakeSalesforce() as other, salesforce.patch():
        before = len(salesforce.journal.exchanges)
        requests.get(f"{other.url}/services/data", timeout=60)
        httpx.get(f"{other.url}/services/data", timeout=60)
        assert len(other.journal.exchanges) == 2
        for url in ("https://salesforce.com.invalid/", "https://notsalesforce.invalid/"):
            with pytest.raises(requests.ConnectionError):
                requests.get(url, timeout=60)
        assert len(salesforce.journal.exchanges) == before


def test_patch_ends_with_its_block(salesforce: FakeSalesforce) -> None:
    """After the block the transports are the libraries' own, also when the block failed."""
    before = (
        requests.adapters.HTTPAdapter.send,
        httpx.HTTPTransport.handle_request,
        httpx.AsyncHTTPTransport.handle_async_request,
    )

    def use() -> None:
        with salesforce.patch():
            assert requests.adapters.HTTPAdapter.send is not before[0]
            raise KeyError

    with pytest.raises(KeyError):
        use()
    assert before == (
        requests.adapters.HTTPAdapter.send,
        httpx.HTTPTransport.handle_request,
        httpx.AsyncHTTPTransport.handle_async_request,
    )


def test_innermost_patch_wins(salesforce: FakeSalesforce) -> None:
    """Of two patches the later one takes the requests."""
    with FakeSalesforce() as other, salesforce.patch(), other.patch():
        requests.get("https://login.salesforce.com/services/data", timeout=60)
        assert len(other.journal.exchanges) == 1


def test_proxies_are_not_asked(salesforce: FakeSalesforce, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients that are told to use a proxy still come here directly."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    url = "https://login.salesforce.com/services/data"

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient() as client:
            return await client.get(url)

    with salesforce.patch():
        answers = [
            requests.get(url, timeout=60).json(),
            httpx.get(url).json(),
            asyncio.run(ask()).json(),
            asyncio.run(ask()).json(),
        ]
    assert [each[0] for each in answers] == [SUMMER_20] * 4
