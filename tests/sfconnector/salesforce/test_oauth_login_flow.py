from __future__ import annotations

import pytest

from scripted_wire import html_answer, json_answer
from sfconnector.errors import LoginRefusedError, LoginUnavailableError, NotSalesforceError
from sfconnector.salesforce.login import oauth


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_page_of_an_outage_judges_nobody(status: int) -> None:
    """A page without a code, as in a maintenance, is no refusal and names its status."""
    with pytest.raises(LoginUnavailableError) as told:
        oauth.read(html_answer(status))
    assert told.value.fault_code == f"HTTP {status}"


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (500, "server_error", "something went wrong"),
        (503, "temporarily_unavailable", ""),
        (429, "rate_limited", "slow down"),
        (400, "server_error", ""),
        (400, "unknown_error", "retry your request"),
        (400, "invalid_request", "Retry your request"),
        (400, "invalid_grant", "Login Rate Exceeded"),
    ],
)
def test_what_time_heals_is_no_refusal(status: int, error: str, words: str) -> None:
    """An error that judges neither credentials nor app is told as such, in any case of letters."""
    answer = json_answer({"error": error, "error_description": words}, status)
    with pytest.raises(LoginUnavailableError) as told:
        oauth.read(answer)
    assert (told.value.fault_code, told.value.fault_text) == (error, words)


def test_a_judgement_is_a_refusal() -> None:
    """What Salesforce says of the credentials is a refusal with its error and its words."""
    words = {"error": "invalid_grant", "error_description": "authentication failure"}
    with pytest.raises(LoginRefusedError) as told:
        oauth.read(json_answer(words, 400))
    assert told.value.fault_code == "invalid_grant"


@pytest.mark.parametrize("status", [200, 302, 400, 403, 407])
def test_another_page_is_not_salesforce(status: int) -> None:
    """A page that is neither the token endpoint's nor an outage's says who cannot have answered."""
    with pytest.raises(NotSalesforceError, match="not Salesforce's token endpoint"):
        oauth.read(html_answer(status))
