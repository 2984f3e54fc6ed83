"""The verbs of the fake's control panel, as a scenario uses them.

Whatever can be done to a running fake from outside is defined once, in ``fake_salesforce.control``.
A scenario names such a verb and what it takes; it is read by the verb's own model, so that a bad
file is refused at its line before anything is played. Loaded by who meets such a step only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from sfconformance.part import nearest

if TYPE_CHECKING:
    from fake_salesforce import FakeSalesforce
    from fake_salesforce.control import Verb

APART = frozenset({"clock", "journal", "snapshot"})
"""Nouns that a scenario has other means for, or must leave alone."""
SOMEBODY = "somebody@example.com"
"""Stands for a user whose name is known only on the stage."""


@cache
def verbs() -> Mapping[str, Verb]:
    """Return every verb that changes the org, as ``user freeze``, by its name."""
    from fake_salesforce.control import VERBS  # noqa: PLC0415 - reading scenarios needs no fake

    return {
        f"{each.noun} {each.name}": each
        for each in VERBS
        if each.method != "GET" and each.noun not in APART
    }


def named(verb: str) -> Verb:
    """Return a verb.

    Raises:
        ValueError: there is none of this name.
    """
    known = tuple(verbs())
    if verb not in known:
        noun = verb.partition(" ")[0]
        same = [each for each in known if each.startswith(f"{noun} ")]
        told = f"; of {noun}: {', '.join(same)}" if same else ""
        message = f"`{verb}` is no verb of the fake{nearest(verb, known)}{told}"
        raise ValueError(message)
    return verbs()[verb]


def check(verb: str, asked: Mapping[str, Any], *, has_user: bool) -> None:
    """Hold what a file gives to a verb against what the verb takes.

    Args:
        verb: its name.
        asked: its fields but the user's, as the file has them.
        has_user: whether the file names a user by an alias.

    Raises:
        ValueError: there is no such verb, or it has no user or needs one.
        ValidationError: a field is wrong; each error has its path.
    """
    username = named(verb).takes.model_fields.get("username")
    if has_user and username is None:
        message = f"`{verb}` takes no `user`"
        raise ValueError(message)
    if has_user and "username" in asked:
        message = "`user` and `username` name one user: write one of them, not both"
        raise ValueError(message)
    if username is not None and username.is_required() and not (has_user or "username" in asked):
        message = f"`{verb}` needs `user`, an alias of the org's users"
        raise ValueError(message)
    _read(verb, {**asked, **({"username": SOMEBODY} if has_user else {})})


def carry_out(
    salesforce: FakeSalesforce, verb: str, asked: Mapping[str, Any], *, org_id: str
) -> None:
    """Do to a running fake what a verb does.

    Args:
        salesforce: the fake.
        verb: its name.
        asked: its fields; a verb of an org that is not told which acts on ``org_id``.
        org_id: of the scenario's org.
    """
    field = named(verb).takes.model_fields.get("org")
    given = {"org": org_id} if field is not None and field.default is not None else {}
    named(verb).act(salesforce, _read(verb, {**given, **asked}))


def _read(verb: str, asked: Mapping[str, Any]) -> Any:  # noqa: ANN401 - the verb's own model
    return named(verb).takes.model_validate_json(json.dumps(dict(asked)), strict=True)


def sentence(verb: str) -> str:
    """Return what a verb does, in a few words without a full stop."""
    told = named(verb).summary.partition(":")[0]
    return f"{told[:1].lower()}{told[1:]}"


def fields() -> Mapping[str, tuple[str, ...]]:
    """Return the fields that each verb takes, for editors."""
    return {name: tuple(each.takes.model_fields) for name, each in verbs().items()}
