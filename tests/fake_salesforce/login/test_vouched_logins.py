"""Logins for which an app vouches: refused for the user, his profile and the org, not a secret."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import requests

from assertions import GRANT, Signer, claims_of
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.login.refused import REFUSED
from fake_salesforce.org import ConnectedApp, LoginStatus
from login_stage import stage

REFUSALS = {
    "inactive user": LoginStatus.USER_INACTIVE,
    "frozen user": LoginStatus.USER_FROZEN,
    "outside the login IP ranges": LoginStatus.RESTRICTED_IP,
    "outside the login hours": LoginStatus.RESTRICTED_TIME,
    "too many logins": LoginStatus.LOGIN_RATE_EXCEEDED,
    "org locked": LoginStatus.ORGANIZATION_LOCKED,
    "trial over": LoginStatus.TRIAL_EXPIRED,
}
"""Situations that do not lie in the secret, and how a login ends in them."""
LET_IN = [
    "locked out",
    "password expired",
    "new password, old secret",
    "new token, old secret",
    "MFA for API logins, token sent",
    "API Only User",
    "SOAP login off",
    "password flow off",
    "MFA for the user interface only",
    "API Enabled missing",
    "edition without the API",
]
"""Situations of the secret or of another door, which a grant without a password does not meet."""


@pytest.fixture
def salesforce() -> Iterator[FakeSalesforce]:
    """A server of its own: the clock of the shared one may stand on any weekday."""
    with FakeSalesforce() as running:
        yield running


@pytest.fixture(scope="module")
def signer() -> Signer:
    """A client's key."""
    return Signer()


Grant = Callable[[Org, User, ConnectedApp, Signer], dict[str, str]]


def _refresh_token(_: Org, user: User, app: ConnectedApp, __: Signer) -> dict[str, str]:
    return {"grant_type": "refresh_token", "refresh_token": app.issue_refresh_token(user)}


def _jwt(org: Org, user: User, app: ConnectedApp, signer: Signer) -> dict[str, str]:
    # The clock may go on while a situation is staged; an assertion lives for minutes.
    return {"grant_type": GRANT, "assertion": signer.sign(claims_of(org, user, app.client_id))}


def _client_credentials(org: Org, user: User, app: ConnectedApp, _: Signer) -> dict[str, str]:
    org.settings.client_credentials_flow = True
    app.run_as(user)
    return {"grant_type": "client_credentials"}


GRANTS: dict[str, Grant] = {
    "refresh_token": _refresh_token,
    "jwt": _jwt,
    "client_credentials": _client_credentials,
}


def _ask(url: str, app: ConnectedApp, form: dict[str, str]) -> requests.Response:
    client = {"client_id": app.client_id, "client_secret": app.client_secret}
    return requests.post(f"{url}/services/oauth2/token", data=client | form, timeout=60)


def _status(org: Org) -> object:
    return org.query("SELECT Status FROM LoginHistory ORDER BY Id DESC LIMIT 1")[0]["Status"]


@pytest.mark.parametrize("grant", list(GRANTS))
@pytest.mark.parametrize("situation", list(REFUSALS))
def test_situation_refuses_each_grant(
    salesforce: FakeSalesforce,
    salesforce_org: Org,
    user: User,
    signer: Signer,
    *,
    situation: str,
    grant: str,
) -> None:
    """What lies in the user, his profile or the org refuses every grant in the same words."""
    app = salesforce_org.add_connected_app("Sync", certificate=signer.certificate)
    form = GRANTS[grant](salesforce_org, user, app, signer)
    stage(user, situation)
    answer = _ask(salesforce.url, app, form)
    refused = REFUSED[REFUSALS[situation]]
    assert (answer.status_code, answer.json()) == (
        400,
        {"error": refused.error, "error_description": refused.description},
    )
    assert _status(salesforce_org) == REFUSALS[situation].text


@pytest.mark.parametrize("grant", list(GRANTS))
@pytest.mark.parametrize("situation", LET_IN)
def test_situation_of_the_secret_lets_each_grant_in(
    salesforce: FakeSalesforce,
    salesforce_org: Org,
    user: User,
    signer: Signer,
    *,
    situation: str,
    grant: str,
) -> None:
    """What lies in the password or in another door does not concern a grant without one."""
    app = salesforce_org.add_connected_app("Sync", certificate=signer.certificate)
    form = GRANTS[grant](salesforce_org, user, app, signer)
    stage(user, situation)
    answer = _ask(salesforce.url, app, form)
    assert answer.status_code == 200, answer.text
    assert _status(salesforce_org) == "Success"


@pytest.mark.parametrize("grant", list(GRANTS))
def test_maintenance_refuses_each_grant(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, signer: Signer, grant: str
) -> None:
    """An org that is down for maintenance gives no token, as it gives no data (believed)."""
    app = salesforce_org.add_connected_app("Sync", certificate=signer.certificate)
    form = GRANTS[grant](salesforce_org, user, app, signer)
    salesforce_org.settings.availability = "maintenance"
    answer = _ask(salesforce.url, app, form)
    assert answer.status_code == 503
    assert answer.json()[0]["errorCode"] == "SERVER_UNAVAILABLE"
    assert salesforce_org.query("SELECT Id FROM LoginHistory") == []
