from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfconnector.lists.email import why_skipped

ATOM = "ABCxyz019!#$%&'*+/=?^_`{|}~-"
atoms = st.text(ATOM, min_size=1, max_size=10)
labels = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9-]{0,20}[A-Za-z0-9])?", fullmatch=True)


@given(
    local=st.lists(atoms, min_size=1, max_size=4).map(".".join),
    host=st.lists(labels, min_size=1, max_size=4),
    last=st.from_regex(r"[A-Za-z]([A-Za-z0-9-]{0,20}[A-Za-z0-9])?", fullmatch=True),
)
def test_an_address_of_the_stated_form_is_valid(local: str, host: list[str], last: str) -> None:
    """Atoms joined by dots, one @, and a host of two labels or more make a member."""
    assert why_skipped(f"{local}@{'.'.join([*host, last])}") is None


@pytest.mark.parametrize("email", [None, "", " ", "\t\n", "\u00a0"])
def test_no_text_or_blanks_only_is_no_email(email: str | None) -> None:
    """P33: an empty field is told apart from a wrong one; neither is a key."""
    assert why_skipped(email) == "no_email"


@pytest.mark.parametrize(
    "email",
    [
        "a",
        "@example.com",
        "a@",
        "a@example",
        " a@example.com",
        "a@example.com ",
        "a@example.com\n",
        "a b@example.com",
        "a@b@example.com",
        ".a@example.com",
        "a.@example.com",
        "a..b@example.com",
        "a@.example.com",
        "a@example..com",
        "a@-example.com",
        "a@example-.com",
        "a@example.com.",
        "a@[127.0.0.1]",
        "a@127.0.0.1",
        '"a b"@example.com',
        "a@exämple.com",
        "ä@example.com",
        "a,b@example.com",
        "x" * 65 + "@example.com",
        "a@" + "x" * 64 + ".com",
        "a@" + "x.com" * 60,
    ],
)
def test_any_other_text_is_invalid(email: str) -> None:
    """Nothing is trimmed or repaired: a text outside the stated form is invalid."""
    assert why_skipped(email) == "invalid_email"


@given(email=st.text(max_size=30) | st.text("a@.-\n ", max_size=30))
def test_the_rule_is_the_one_stated(email: str) -> None:
    """The pattern decides as the rule does when it is applied piece by piece."""
    local, at, host = email.rpartition("@")
    stated = (
        bool(at)
        and len(email) <= 254
        and 1 <= len(local) <= 64
        and all(
            part and re.fullmatch(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+", part)
            for part in local.split(".")
        )
        and len(host.split(".")) >= 2
        and all(
            1 <= len(label) <= 63
            and re.fullmatch(r"[A-Za-z0-9-]+", label)
            and not label.startswith("-")
            and not label.endswith("-")
            for label in host.split(".")
        )
        and host.split(".")[-1][0].isascii()
        and host.split(".")[-1][0].isalpha()
    )
    assert (why_skipped(email) is None) == stated


def test_a_long_wrong_text_is_refused_at_once() -> None:
    """No text makes the pattern try many ways: the work grows with the length alone."""
    for text in ("a" * 100_000, "a." * 50_000 + "@", "a@" + "a-" * 50_000, "a@" + "a." * 50_000):
        assert why_skipped(text) == "invalid_email"
