"""A fake that is wrong is caught: for each area, one planted change makes a row fail."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any

import pytest

from fake_salesforce import describe
from fake_salesforce.api import describes, queries, versions
from fake_salesforce.errors import (
    DuplicatesDetectedError,
    FieldCustomValidationError,
    InsufficientAccessOrReadonlyError,
    MalformedQueryError,
    RequiredFieldMissingError,
)
from fake_salesforce.fidelity.area_file import areas
from fake_salesforce.fidelity.playing import play_areas
from fake_salesforce.http import entrance
from fake_salesforce.login import oauth_token, soap
from fake_salesforce.org import sessions, usage
from fake_salesforce.records import activities, campaigns, locks
from fake_salesforce.soql import dates

Plant = Callable[[pytest.MonkeyPatch], None]


def _text(module: Any, name: str, value: object) -> Plant:
    return lambda patch: patch.setattr(module, name, value)


def _key_prefix_gone(patch: pytest.MonkeyPatch) -> None:
    real = describe.global_element

    def element(*args: Any, **kwargs: Any) -> dict[str, object]:
        return {name: each for name, each in real(*args, **kwargs).items() if name != "keyPrefix"}

    patch.setattr(describe, "global_element", element)


def _last_week_is_today(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(dates._FIXED, "LAST_WEEK", dates._FIXED["TODAY"])


def _nulls_come_last(patch: pytest.MonkeyPatch) -> None:
    # `soql.bind` is the function; the module of its name is what holds the default.
    patch.setattr(sys.modules["fake_salesforce.soql.bind"], "NULLS_FIRST_ASCENDING", False)


PLANTED: dict[str, tuple[Plant, str]] = {
    "activities": (_text(activities, "check_relations", lambda _: None), "lead-stands-alone"),
    "campaign-members": (
        _text(campaigns, "status_of", lambda _, __, label: (label, 0)),
        "unknown-status",
    ),
    "duplicates": (_text(DuplicatesDetectedError, "status", 409), "alert"),
    "errors": (_text(describes, "MISSING", "There is nothing here"), "object-unknown"),
    "expired-password": (
        _text(entrance, "_PASSWORD_EXPIRED", {"2020": (403, "expired"), "2021": (403, "expired")}),
        "data-call-2021",
    ),
    "limits": (_text(usage, "_EXCEEDED", "Too many requests"), "daily-calls"),
    "locks-and-assignment": (_text(locks, "LOCKED", "This record is taken"), "approval"),
    "login": (_text(soap, "INVALID_LOGIN", "Login failed"), "wrong-password"),
    "oauth": (
        _text(oauth_token, "error_of", lambda _: oauth_token.OAuthError("no", "no")),
        "refusal-is-an-object",
    ),
    "objects": (_key_prefix_gone, "global-element-keys"),
    "query": (_text(queries, "MOST_PAGE_ROWS", 1999), "batch-size-default"),
    "rights": (_text(InsufficientAccessOrReadonlyError, "status", 403), "no-delete-right"),
    "rows": (_text(RequiredFieldMissingError, "status", 422), "required-missing"),
    "sessions": (_text(sessions, "EXPIRED", "Session is over"), "idle-two-hours"),
    "soql/dates": (_last_week_is_today, "range-LAST_WEEK"),
    "soql/filters": (_nulls_come_last, "order-nulls"),
    "soql/syntax": (_text(MalformedQueryError, "error_code", "BAD_QUERY"), "cannot-start"),
    "validation": (_text(FieldCustomValidationError, "error_code", "RULE_BROKEN"), "rule"),
    "versions": (_text(versions, "_LABELS", {"49.0": "Summer 2020"}), "version-label"),
}


def test_each_area_has_a_planted_change() -> None:
    """The planted changes and the areas are the same."""
    assert PLANTED.keys() == areas().keys()


@pytest.mark.parametrize("area", list(PLANTED))
def test_planted_change_makes_its_row_fail(area: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the change the row does not hold, and what differs is told."""
    plant, row_id = PLANTED[area]
    whole = areas()[area]
    only = whole.model_copy(update={"rows": tuple(r for r in whole.rows if r.id == row_id)})
    assert only.rows
    assert all(each.holds for each in play_areas([(area, only)]))
    plant(monkeypatch)
    (outcome,) = play_areas([(area, only)])
    assert not outcome.holds
    assert outcome.differences


def test_no_secret_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """What differs in a login's answer is told without the session id."""
    area = areas()["oauth"]
    only = area.model_copy(update={"rows": tuple(r for r in area.rows if r.id == "token-type")})
    real = oauth_token.answer
    monkeypatch.setattr(
        oauth_token, "answer", lambda **given: real(**given) | {"token_type": given["session_id"]}
    )
    (outcome,) = play_areas([("oauth", only)])
    assert "<session>" in outcome.differences[0]
    assert re.search(r"00D\w{12}!", "".join(outcome.differences)) is None
