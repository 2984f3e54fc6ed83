"""A fake that is wrong is caught: for each area, one planted change makes a row fail."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest

from fake_salesforce import app, describe, releases, soql
from fake_salesforce.api import describes, limits, queries, relationships, tooling
from fake_salesforce.api.composite import composite
from fake_salesforce.bulk import csv_columns
from fake_salesforce.errors import (
    DuplicateExternalIdError,
    DuplicatesDetectedError,
    FieldCustomValidationError,
    InsufficientAccessOrReadonlyError,
    MalformedQueryError,
    PreconditionFailedError,
    RequiredFieldMissingError,
)
from fake_salesforce.faults import proxy_page, request_limit_exceeded
from fake_salesforce.faults.effects import Wait
from fake_salesforce.fidelity.area_file import areas
from fake_salesforce.fidelity.playing import play_areas
from fake_salesforce.http import entrance
from fake_salesforce.login import hosts, oauth_token, soap
from fake_salesforce.login.refused import Refused
from fake_salesforce.oauth import bearer, token
from fake_salesforce.oauth.grants import refresh_token
from fake_salesforce.org import replication, sessions, usage
from fake_salesforce.org.doors import networks, status
from fake_salesforce.records import activities, campaigns, locks, merge, recycle_bin
from fake_salesforce.reports import facts
from fake_salesforce.soap import entrance as soap_entrance
from fake_salesforce.soql import column_metadata, dates, distances, subtotals
from fake_salesforce.soql.nodes import Subtotals

pytestmark = pytest.mark.slow

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


def _rollup_is_cube(patch: pytest.MonkeyPatch) -> None:
    real = subtotals.levels_of
    module = sys.modules["fake_salesforce.soql.groups"]  # `soql.groups` is the function
    patch.setattr(module, "levels_of", lambda _, count: real(Subtotals.CUBE, count))


def _nothing_is_viewed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(soql, "note_recency", lambda *_, **__: None)


def _miles_are_kilometers(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(distances, "KM_IN_MILE", 1)


def _layouts_gone(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(describe, "_further_urls", lambda _: ())


def _rename_frozen(patch: pytest.MonkeyPatch) -> None:
    texts = {**status._TEXTS, status.LoginStatus.USER_FROZEN: "User is locked"}
    patch.setattr(status, "_TEXTS", texts)


def _trust_nobody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(networks.Networks, "__contains__", lambda *_: False)


def _unauthorized(error: bearer.IdentityError, code: str, **_: object) -> None:
    error.code, error.status = code, HTTPStatus.UNAUTHORIZED


_ALWAYS = releases.Difference("49.0", "planted", "none")
_NEVER = releases.Difference("99.0", "planted", "none")

PLANTED: dict[str, tuple[Plant, str]] = {
    "activities": (_text(activities, "check_relations", lambda _: None), "lead-stands-alone"),
    "campaign-members": (
        _text(campaigns, "status_of", lambda _, __, label: (label, 0)),
        "unknown-status",
    ),
    "duplicates": (_text(DuplicatesDetectedError, "status", 409), "alert"),
    "conditional": (_text(PreconditionFailedError, "status", 409), "match-patch-fails"),
    "describe-urls": (_layouts_gone, "urls-account"),
    "api-versions": (_text(releases, "NULL_REFERENCES", _NEVER), "null-reference-52"),
    "bulk": (_text(csv_columns, "COLUMNS_AS_ASKED", _ALWAYS), "query-alphabetical"),
    "composite": (_text(composite, "MOST_SUBREQUESTS", 30), "composite-25"),
    "errors": (_text(describes, "MISSING", "There is nothing here"), "object-unknown"),
    "expired-password": (
        _text(entrance, "_PASSWORD_EXPIRED", {"2020": (403, "expired"), "2021": (403, "expired")}),
        "data-call-2021",
    ),
    "faults": (
        _text(request_limit_exceeded, "LIMITS", {"TotalRequests": "Too many."}),
        "limit-total",
    ),
    "limits-resource": (_text(limits, "_FIXED", {}), "dashboards"),
    "hosts": (_text(hosts, "_PRODUCTION", "login.example.com"), "production-login"),
    "identity": (_text(bearer.IdentityError, "__init__", _unauthorized), "bad-token"),
    "limits": (_text(usage, "_EXCEEDED", "Too many requests"), "daily-calls"),
    "locks-and-assignment": (_text(locks, "LOCKED", "This record is taken"), "approval"),
    "merge-and-convert": (_text(merge, "MOST_LOSERS", 1), "merge-three"),
    "login": (
        _text(
            soap, "REFUSED", dict.fromkeys(status.LoginStatus, Refused(message="No", source="none"))
        ),
        "wrong-password",
    ),
    "oauth": (
        _text(oauth_token, "error_of", lambda _: oauth_token.OAuthError("no", "no")),
        "refusal-is-an-object",
    ),
    "login-history": (_rename_frozen, "status-frozen"),
    "login-policies": (_trust_nobody, "trusted-network-soap"),
    "oauth-grants": (_text(refresh_token, "EXPIRED", "token expired"), "refresh-unknown"),
    "network": (_text(proxy_page.ProxyPage, "effect", lambda _: Wait(1, real=False)), "proxy-page"),
    "objects": (_key_prefix_gone, "global-element-keys"),
    "packages": (_text(tooling, "_ENTITY", "InstalledPackage"), "keys"),
    "clients_cli": (
        _text(column_metadata, "_column", lambda name, **_: {"columnName": name}),
        "columns-of-id",
    ),
    "query": (_text(queries, "MOST_PAGE_ROWS", 1999), "batch-size-default"),
    "reports": (_text(facts, "MOST_ROWS", 1999), "first-2000"),
    "relationships": (_text(relationships, "_MOST_PARENTS", 1), "parent-of-parent"),
    "replication": (_text(replication, "_MINUTE", timedelta(0)), "deleted-one-minute"),
    "recycle-bin": (_text(recycle_bin, "_NOT_THERE", "It is not there"), "undelete-living"),
    "rights": (_text(InsufficientAccessOrReadonlyError, "status", 403), "no-delete-right"),
    "rows": (_text(RequiredFieldMissingError, "status", 422), "required-missing"),
    "sessions": (_text(sessions, "EXPIRED", "Session is over"), "idle-two-hours"),
    "soql/clauses": (_nothing_is_viewed, "for-view"),
    "sessions-ended": (_text(sessions, "EXPIRED", "Session is over"), "ended"),
    "soap-calls": (_text(soap_entrance, "_ILLEGAL_SESSION", "Bad: {}"), "dead-session-text"),
    "soql/dates": (_last_week_is_today, "range-LAST_WEEK"),
    "soql/filters": (_nulls_come_last, "order-nulls"),
    "soql/grouping": (_rollup_is_cube, "rollup-two"),
    "soql/location": (_miles_are_kilometers, "within-within-mi"),
    "soql/syntax": (_text(MalformedQueryError, "error_code", "BAD_QUERY"), "cannot-start"),
    "transfer": (_text(app, "takes_gzip", lambda: False), "gzip-answer"),
    "upsert": (_text(DuplicateExternalIdError, "error_code", "DUPLICATE_VALUE"), "nested-several"),
    "validation": (_text(FieldCustomValidationError, "error_code", "RULE_BROKEN"), "rule"),
    "versions": (_text(releases, "LABELS", {"49.0": "Summer 2020"}), "version-label"),
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
    real = token.body
    monkeypatch.setattr(
        token, "body", lambda *given: real(*given) | {"token_type": given[1].session_id}
    )
    (outcome,) = play_areas([("oauth", only)])
    assert "<session>" in outcome.differences[0]
    assert re.search(r"00D\w{12}!", "".join(outcome.differences)) is None
