"""Types that several verbs take: durations, orgs, users; and how a word becomes a JSON value."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from .problems import ProblemError, unknown
from .verb import Asked

if TYPE_CHECKING:
    from fake_salesforce.org import Org, User
    from fake_salesforce.salesforce import FakeSalesforce

ONLY = "-"
"""Names the only org there is."""

_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_LONGEST = timedelta(days=365_000)
_DURATION = r"^(?:[0-9]{1,6}(?:\.[0-9]{1,6})?[wdhms]){1,5}$"
_PART = re.compile(r"([0-9.]+)([wdhms])")


def read_duration(value: object) -> object:
    """Return the time that ``91d`` or ``1h30m`` names.

    Raises:
        ValueError: the text names none.
    """
    if isinstance(value, timedelta):
        return value
    if not isinstance(value, str) or re.fullmatch(_DURATION, value) is None:
        message = f"{value!r} is no duration: write 91d, 2h, 1h30m or 2.5s"
        raise ValueError(message)
    total = timedelta()
    for number, unit in _PART.findall(value):
        total += timedelta(**{_UNITS[unit]: float(number)})
    if total > _LONGEST:
        message = f"{value!r} is too long: at most {_LONGEST.days}d"
        raise ValueError(message)
    return total


Duration = Annotated[
    timedelta,
    BeforeValidator(read_duration),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": _DURATION,
            "description": "As `91d`, `2h`, `1h30m` or `2.5s`.",
            "examples": ["91d", "1h30m"],
        }
    ),
]
"""A time that goes by."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=255)]
RecordId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{15}([0-9A-Za-z]{3})?$")]
OrgName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=255),
    Field(description="An org's id, name or My Domain; `-` is the only one there is."),
]


class OfOrg(Asked):
    """What is asked of an org."""

    org: OrgName = ONLY


class OfUser(OfOrg):
    """What is asked of a user."""

    username: Annotated[str, StringConstraints(min_length=1, max_length=80)]


def org_of(salesforce: FakeSalesforce, name: str) -> Org:
    """Return the org of an id of 15 or 18 characters, a name or a My Domain; ``-`` is the only one.

    Raises:
        ProblemError: none or several have it.
    """
    orgs = list(salesforce.orgs)
    found = [each for each in orgs if name in {each.id, each.id[:15], each.name, each.my_domain}]
    if name == ONLY:
        found = orgs
    if len(found) == 1:
        return found[0]
    ids = [each.id for each in orgs]
    if not found:
        raise unknown("org", name, ids)
    which = "There are several orgs" if name == ONLY else f"Several orgs have the name {name!r}"
    raise ProblemError(409, "Which org is meant?", f"{which}: give an id.", there_are=ids)


def user_of(salesforce: FakeSalesforce, asked: OfUser) -> User:
    """Return the user that is asked for.

    Raises:
        ProblemError: there is no such org or user.
    """
    return user_named(org_of(salesforce, asked.org), asked.username)


def user_named(org: Org, username: str) -> User:
    """Return a user by his username.

    Raises:
        ProblemError: there is none.
    """
    if org.users.id_of(username) is None:
        raise unknown("user", username, org.users.usernames())
    return org.known_user(username)


def value_of(text: str, schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """Return what a word says for a field: itself where a text is wanted, else what its JSON says.

    Args:
        text: of a path, a query or a command line.
        schema: the field's.
        definitions: what the schema refers to, by name.
    """
    if _takes_text(schema, definitions):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _takes_text(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> bool:
    if "$ref" in schema:
        return _takes_text(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in schema:
        return any(_takes_text(each, definitions) for each in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return all(isinstance(each, str) for each in schema.get("enum", [schema.get("const")]))
    return schema.get("type") == "string"
