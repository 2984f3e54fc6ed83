from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfconnector.connection.causes import EXPLANATIONS, Actor, Cause, Heals
from sfconnector.connection.diagnosis import MFA
from sfconnector.connection.status import NEVER_CONNECTED
from sfconnector.web.wording import HEALS, deed, on_page, sentence, title

COMMAND = re.compile(r"\b[Rr]un (?:test|connect|update-login|disconnect)\b|update-login|--\w")
TAGGED = re.compile(r"<code>.*?</code>")


@pytest.mark.parametrize("cause", Cause)
def test_remedies_speak_of_buttons(cause: Cause) -> None:
    """No remedy tells a reader of the page to run what the page has a button for."""
    explanation = EXPLANATIONS[cause]
    for text in (explanation.message, explanation.remedy):
        said = TAGGED.sub("", on_page(text))
        assert not COMMAND.search(said), said
        assert on_page(text).count("<code>") == on_page(text).count("</code>")
        assert "<code><code>" not in on_page(text)


def test_other_sentences_speak_of_buttons() -> None:
    """So do the hints and errors that the page shows."""
    assert on_page("no secret is stored; run connect") == (
        "no secret is stored; press <b>Connect</b>"
    )
    assert "update-login" not in on_page("run test or update-login.")
    assert on_page(NEVER_CONNECTED.remedy).startswith("Press <b>Connect</b>")
    assert on_page(MFA.tell_apart) == MFA.tell_apart.replace(">", "&gt;").replace("'", "&#39;")


@given(st.text())
def test_a_sentence_brings_no_markup_along(text: str) -> None:
    """Whatever a sentence holds, tags and quotes of its own are escaped."""
    own = re.sub(r"</?(?:b|code)>", "", on_page(text))
    assert not set(own) & set("<>\"'")


def test_each_healing_has_its_sentence() -> None:
    """What brings a connection back is told for every kind."""
    assert set(HEALS) == {each.value for each in Heals}
    assert all(sentence(actor.value).endswith(".") for actor in Actor)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("mfa_required", "MFA required"),
        ("api_enabled_missing", "API enabled missing"),
        ("wrong_secret", "Wrong secret"),
        ("confirm_organization", "Confirm organization"),
        ("", ""),
    ],
)
def test_names_become_words(name: str, shown: str) -> None:
    """A cause's or an act's name is shown with blanks, a capital, and acronyms as such."""
    assert title(name) == shown


def test_the_history_names_acts_by_their_buttons() -> None:
    """What was pressed is called as the button is; work by itself is called so."""
    assert deed("update_login") == "Update Login"
    assert deed("use") == "Noticed at work"
    assert deed("confirm_organization") == "Confirm organization"
