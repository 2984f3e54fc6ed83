"""A customer's words, a code or an error's text find the scenarios that they come from."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfconformance import library, matching
from sfconformance.matching import Known
from sfconformance.scenario_file import ScenarioFile, load

FILES = tuple(load(path) for path in library.files(library.path()))
KNOWN = tuple(matching.known(file) for file in FILES)
TOP = 3

some_words = st.text(st.sampled_from("abcdefg XY_"), max_size=40)
scenarios = st.lists(
    st.builds(
        lambda number, says, title: Known(
            f"area/{number}",
            title,
            {kind: frozenset() for kind in matching.WEIGHTS}
            | {
                "customer's words": frozenset(matching.stems(says)),
                "title": frozenset(matching.stems(title)),
            },
        ),
        st.integers(0, 99),
        some_words,
        some_words,
    ),
    max_size=6,
    unique_by=lambda each: each.name,
)


def rank(text: str, name: str) -> int | None:
    """Return the rank that a text gives a scenario; None if it is not offered."""
    return next((m.rank for m in matching.match(text, KNOWN) if m.name == name), None)


SPOKEN = tuple(file for file in FILES if file.scenario.customer_says)


@pytest.mark.parametrize("file", SPOKEN, ids=lambda file: file.name)
def test_the_customers_words_find_the_scenario_first(file: ScenarioFile) -> None:
    """What the file has a customer say leads to no other file."""
    assert rank(file.scenario.customer_says or "", file.name) == 1


CODES = sorted({(file.name, code) for file in FILES for code in matching.codes(file.scenario)})
TEXTS = sorted({(file.name, text) for file in FILES for text in matching.texts_of(file.scenario)})


@pytest.mark.parametrize(("name", "code"), CODES)
def test_a_code_finds_each_scenario_that_has_it(name: str, code: str) -> None:
    """A code alone leads to its scenarios, which fit equally well or nearly so."""
    found = rank(code, name)
    assert found is not None
    assert found <= TOP


SECTION_6 = [
    # Connector domain 6: row, a code or a text that its third column names, the scenario it means.
    (1, "INVALID_OPERATION_WITH_EXPIRED_PASSWORD", "password-expired"),
    (2, "invalid_grant authentication failure", "password-changed-oauth"),
    (2, "INVALID_LOGIN", "password-changed"),
    (5, "LOGIN_MUST_USE_SECURITY_TOKEN", "security-token-missing"),
    (6, "PASSWORD_LOCKOUT", "locked-out"),
    (3, "Invalid username, password, security token; or user locked out", "wrong-security-token"),
    (7, "invalid_grant inactive user", "user-deactivated-oauth"),
    (11, "API_CURRENTLY_DISABLED", "api-currently-disabled"),
    (11, "API_DISABLED_FOR_ORG", "api-enabled-removed"),
    (12, "API_DISABLED_FOR_ORG", "edition-without-api"),
    (13, "SOAP API login() is disabled by default in this org", "soap-login-disabled"),
    (14, "operation not available in version 65.0", "api-version-retired"),
    (15, "LOGIN_DURING_RESTRICTED_TIME", "login-hours"),
    (15, "LOGIN_DURING_RESTRICTED_DOMAIN", "ip-restricted"),
    (17, "This session is not valid for use with the REST API", "session-not-valid-for-rest"),
    (25, "OAUTH_APP_ACCESS_DENIED", "lightning-support-app-not-authorized"),
    (26, "INVALID_TYPE sObject type 'Lead' is not supported", "lead-permission-lost"),
    (36, "REQUEST_LIMIT_EXCEEDED TotalRequests Limit exceeded", "daily-api-limit-reached"),
    (38, "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE", "maintenance"),
    (38, "SERVER_UNAVAILABLE", "maintenance"),
    (57, "TXN_SECURITY_NO_ACCESS", "transaction-security-policy"),
]


@pytest.mark.parametrize(("row", "text", "name"), SECTION_6)
def test_what_the_table_of_troubles_names_finds_its_scenario(
    row: int, text: str, name: str
) -> None:
    """What Salesforce returns by the table, not by our files, leads to the row's scenario."""
    [file] = [each for each in FILES if each.name == name]
    assert row in file.scenario.rows
    found = rank(text, name)
    assert found is not None
    assert found <= TOP


@pytest.mark.parametrize(("name", "text"), TEXTS)
def test_an_errors_text_finds_each_scenario_that_expects_it(name: str, text: str) -> None:
    """Salesforce's words, and the connector's, lead to the scenarios that expect them."""
    found = rank(text, name)
    assert found is not None
    assert found <= TOP


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("our admin reset the token of the api user", "security-token-reset"),
        ("MFA rollout, now the password is refused", "mfa-for-api-logins"),
        ("API_DISABLED_FOR_ORG on professional edition", "edition-without-api"),
        ("sObject type 'Lead' is not supported", "lead-permission-lost"),
        ("TotalRequests Limit exceeded", "daily-api-limit-reached"),
        ("html page of a proxy instead of json", "unreachable-proxy-page"),
        ("our sandbox was refreshed on friday", "sandbox-refreshed"),
        ("we renamed the user", "username-changed"),
    ],
)
def test_words_that_no_file_has_as_they_are_find_it_too(text: str, name: str) -> None:
    """Support's own words lead among the first three to what they mean."""
    found = rank(text, name)
    assert found is not None
    assert found <= TOP


@pytest.mark.parametrize("text", ["", "...", "the coffee machine is leaking", "zzz_qqq"])
def test_what_fits_nothing_finds_nothing(text: str) -> None:
    """No scenario is offered for want of a better one."""
    assert matching.match(text, KNOWN) == ()


def test_a_reason_is_told_in_the_words_that_were_asked() -> None:
    """Words are compared by their stems and shown as they were written."""
    first = matching.match("Renaming USERS", KNOWN, least=0.01)
    told = {word for match in first for words in match.reasons.values() for word in words}
    assert told <= {"Renaming", "USERS"}
    assert told


@given(scenarios, some_words)
def test_every_match_is_a_share_with_a_rank_and_a_reason(known: list[Known], text: str) -> None:
    """Scores lie between the least and 1 and fall with the rank; nothing is offered for nothing."""
    found = matching.match(text, known)
    assert [match.rank for match in found] == sorted(match.rank for match in found)
    assert all(matching.LEAST <= match.score <= 1 for match in found)
    assert all(any(match.reasons.values()) for match in found)
    by_rank = {match.rank: match.score for match in found}
    assert list(by_rank.values()) == sorted(by_rank.values(), reverse=True)
    assert set(by_rank) == set(range(1, len(by_rank) + 1))


@given(scenarios, some_words)
def test_neither_case_nor_order_matters(known: list[Known], text: str) -> None:
    """The same words in another case and order, and the scenarios in another, find the same."""
    found = [(match.name, match.score) for match in matching.match(text, known)]
    other = " ".join(reversed(text.swapcase().split()))
    again = [(match.name, match.score) for match in matching.match(other, known[::-1])]
    assert dict(found) == pytest.approx(dict(again))


@given(scenarios, some_words)
def test_saying_a_thing_twice_changes_nothing(known: list[Known], text: str) -> None:
    """A word counts once, however often it is said."""
    assert matching.match(f"{text} {text}", known) == matching.match(text, known)


def test_the_names_lead_to_files() -> None:
    """What is offered can be played by the command that is shown."""
    names = {Path(file.path).stem for file in FILES}
    assert all(match.name in names for match in matching.match("password", KNOWN, least=0.01))
    [first, *_] = matching.match("password expired", KNOWN)
    assert first.command == f"sfconformance run {first.name}"
