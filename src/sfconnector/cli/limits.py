"""``limits``: API calls, and how long the password still lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sfconnector.cli.exit_codes import errors_told
from sfconnector.cli.opening import opened
from sfconnector.cli.output import json_option, told_instant, write_json, write_pairs

if TYPE_CHECKING:
    from sfconnector.connection.password_forecast import PasswordForecast
    from sfconnector.limits.budget import LimitsStatus


@click.command(
    epilog="""\b
Environment:
  SFCONNECTOR_CALLS_PER_DAY          our own API calls in 24 hours at most
                                     [default: as many as the reserve leaves]
  SFCONNECTOR_CALLS_RESERVE_PERCENT  of the organization's limit, left to
                                     others [default: 15]
  SFCONNECTOR_PASSWORD_EXPIRES_DAYS  what the password policy says: 0 (never),
                                     30, 60, 90, 180 or 365 [default: learnt]

\b
Examples:
  sfconnector limits
  sfconnector limits --json
"""
)
@json_option
def limits(*, as_json: bool) -> None:
    """Show the API calls used by us and by others, and when the password expires.

    Nobody is called for it: it shows what Salesforce told with the last answers.
    """
    with errors_told(), opened() as connector:
        calls, password = connector.limits(), connector.password()
        if as_json:
            write_json({"calls": calls, "password": password})
        else:
            write_pairs([*_calls(calls), *_password(password)])


def _calls(calls: LimitsStatus) -> list[tuple[str, str]]:
    return [
        ("Used by us", f"{calls.used_by_us:,} API calls in 24 hours"),
        ("Used by others", _number(calls.used_by_others, "not told yet")),
        ("Limit", _number(calls.limit, "not told yet")),
        ("Reserve", _number(calls.reserve, "")),
        ("Cap", _number(calls.cap, "none")),
        ("Read at", told_instant(calls.read_at)),
        ("Held until", told_instant(calls.held_until)),
        ("Message", calls.message),
        ("Frees", calls.frees.text if calls.frees else ""),
    ]


def _password(password: PasswordForecast) -> list[tuple[str, str]]:
    exact = "" if password.changed_at_is_exact else " or earlier"
    return [
        ("Password", password.message),
        ("Set at", f"{told_instant(password.changed_at)}{exact}" if password.changed_at else ""),
        ("Lifetime", f"{password.lifetime_days} days" if password.lifetime_days else ""),
        ("Known from", password.known_from or ""),
    ]


def _number(value: int | None, absent: str) -> str:
    return absent if value is None else f"{value:,}"
