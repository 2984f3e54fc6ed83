from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfconnector.connection.causes import (
    BY_CODE,
    BY_CODE_AND_TEXT,
    EXPLANATIONS,
    Cause,
    cause_of,
    cause_of_code,
)
from sfconnector.connection.diagnosis import (
    BY_LOGIN_STATUS,
    MOST_CANDIDATES,
    Clues,
    diagnose,
)
from sfconnector.errors import (
    ApiDisabledError,
    ConnectError,
    ConnectorError,
    Evidence,
    LoginRefusedError,
    LoginUnavailableError,
    PasswordExpiredError,
    UnexpectedAnswerError,
)

CODES = st.sampled_from([*BY_CODE, *(code for code, _ in BY_CODE_AND_TEXT), "SOMETHING_NEW"])
TEXTS = st.one_of(st.text(), st.sampled_from([text for _, text in BY_CODE_AND_TEXT]))
CLUES = st.builds(
    Clues,
    method=st.sampled_from(["soap", "oauth-password", "jwt", "client-credentials"]),
    is_sandbox=st.booleans(),
    was_connected=st.booleans(),
    is_renamed=st.booleans(),
    login_status=st.one_of(st.none(), st.sampled_from(sorted(BY_LOGIN_STATUS)), st.text()),
)


@given(CODES, TEXTS, CLUES)
def test_at_most_three_candidates_the_cause_first(code: str, text: str, clues: Clues) -> None:
    """Whatever is refused, there is a cause, and of at most three candidates it is the first."""
    found = diagnose(LoginRefusedError(code, text), clues)
    assert found is not None
    assert len(found.candidates) <= MOST_CANDIDATES
    assert len(found.candidates) != 1, "one candidate alone is certain"
    if found.candidates:
        assert found.candidates[0].causes[0] is found.cause
        named = [cause for each in found.candidates for cause in each.causes]
        assert len(named) == len(set(named))


@given(CODES, TEXTS, CLUES)
def test_a_candidate_has_one_remedy_for_all_its_causes(code: str, text: str, clues: Clues) -> None:
    """Whichever of a candidate's causes it is, the same people act and the same act heals."""
    found = diagnose(LoginRefusedError(code, text), clues)
    assert found is not None
    for each in found.candidates:
        assert each.remedy.endswith(".")
        for cause in each.causes:
            assert EXPLANATIONS[cause].who.value == each.who
            assert EXPLANATIONS[cause].heals.value == each.heals


ONE_ANSWER = [("soap", "INVALID_LOGIN"), ("oauth-password", "invalid_grant")]


def _candidates(code: str, clues: Clues) -> list[tuple[Cause, ...]]:
    found = diagnose(LoginRefusedError(code, "authentication failure"), clues)
    assert found is not None
    return [each.causes for each in found.candidates]


@pytest.mark.parametrize(("method", "code"), ONE_ANSWER)
def test_a_sandbox_never_connected_was_not_refreshed(method: str, code: str) -> None:
    """Only what was connected can have been refreshed since; else it is as in production."""
    production = Clues(method=method)
    fresh = Clues(method=method, is_sandbox=True)
    known = Clues(method=method, is_sandbox=True, was_connected=True)
    assert _candidates(code, fresh) == _candidates(code, production)
    causes = {cause for each in _candidates(code, production) for cause in each}
    assert {cause for each in _candidates(code, known) for cause in each} == {
        *causes,
        Cause.SANDBOX_REFRESHED,
    }


@pytest.mark.parametrize(("method", "code"), ONE_ANSWER)
def test_a_user_who_is_gone_was_renamed(method: str, code: str) -> None:
    """Where the organization has no such user any more, nobody is locked out or inactive."""
    assert _candidates(code, Clues(method=method, is_renamed=True)) == []


@given(CODES, TEXTS, CLUES, st.sampled_from(sorted(BY_LOGIN_STATUS)))
def test_the_login_history_leaves_nothing_to_guess(
    code: str, text: str, clues: Clues, status: str
) -> None:
    """A status of the login history that is known decides, in any case of its letters."""
    read = replace(clues, login_status=status.upper())
    found = diagnose(LoginRefusedError(code, text), read)
    assert found is not None
    assert (found.cause, found.candidates) == (BY_LOGIN_STATUS[status], ())


@given(CODES, TEXTS)
def test_the_words_count_in_any_case(code: str, text: str) -> None:
    """How Salesforce writes its words, large or small, does not change the cause."""
    assert cause_of_code(code, text.upper()) == cause_of_code(code, text.upper().lower())


@given(CODES, TEXTS)
def test_what_could_not_be_decided_pauses(code: str, text: str) -> None:
    """A login that Salesforce could not decide is healed by time, whatever its code (P43)."""
    found = diagnose(LoginUnavailableError(code, text), Clues())
    assert found is not None
    assert EXPLANATIONS[found.cause].transient


@pytest.mark.parametrize(
    ("code", "text", "cause"),
    [
        ("HTTP 503", "", Cause.MAINTENANCE),
        ("HTTP 429", "", Cause.LIMIT_REACHED),
        ("server_error", "something went wrong", Cause.MAINTENANCE),
        ("unknown_error", "retry your request", Cause.MAINTENANCE),
        ("invalid_grant", "Login Rate Exceeded", Cause.LIMIT_REACHED),
        ("LOGIN_RATE_EXCEEDED", "", Cause.LIMIT_REACHED),
    ],
)
def test_a_limit_is_told_from_a_maintenance(code: str, text: str, cause: Cause) -> None:
    """Of what time heals, a limit of logins has a cause of its own."""
    assert cause_of(LoginUnavailableError(code, text)) is cause


def test_an_unknown_code_is_unknown() -> None:
    """A code in no table is not guessed at."""
    found = diagnose(LoginRefusedError("SOMETHING_NEW", "Ask somebody."), Clues())
    assert found is not None
    assert (found.cause, found.candidates) == (Cause.UNKNOWN, ())


def _disabled(code: str, text: str = "") -> ConnectorError:
    evidence = Evidence(status=403, code=code, text=text)
    return ApiDisabledError("no", status=403, code=code, evidence=evidence)


def test_two_candidates_where_the_api_is_refused() -> None:
    """User's right or edition: who was connected before lost the right more likely."""
    before = diagnose(_disabled("API_DISABLED_FOR_ORG"), Clues(was_connected=True))
    never = diagnose(_disabled("API_DISABLED_FOR_ORG"), Clues(was_connected=False))
    assert before is not None
    assert never is not None
    assert [each.causes[0] for each in before.candidates] == [
        Cause.API_ENABLED_MISSING,
        Cause.API_NOT_IN_EDITION,
    ]
    assert before.candidates == never.candidates[::-1]
    certain = diagnose(_disabled("API_CURRENTLY_DISABLED"), Clues())
    assert certain is not None
    assert (certain.cause, certain.candidates) == (Cause.API_ENABLED_MISSING, ())
    trial = diagnose(_disabled("API_CURRENTLY_DISABLED", "Your trial has expired."), Clues())
    assert trial is not None
    assert trial.cause is Cause.TRIAL_OVER


def test_what_is_certain_has_no_candidates() -> None:
    """An expired password and a network are named by what Salesforce or the system said."""
    for error, cause in (
        (PasswordExpiredError("expired"), Cause.PASSWORD_EXPIRED),
        (ConnectError("no route"), Cause.UNREACHABLE),
    ):
        found = diagnose(error, Clues())
        assert found is not None
        assert (found.cause, found.candidates) == (cause, ())


def test_what_is_not_about_the_connection_has_no_diagnosis() -> None:
    """An answer of another form than documented says nothing about the connection."""
    assert diagnose(UnexpectedAnswerError("odd"), Clues()) is None
