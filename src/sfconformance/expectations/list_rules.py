"""The rules that say who belongs in a list, worked out from the org without the connector.

A rule asks the org for its records and decides by itself, so that a mistake in the connector's own
rule shows as a difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from sfconformance.stage import Stage

ListRule = Literal["leads_with_email"]
"""The name of a rule in a file."""

Rows = Mapping[str, Mapping[str, object]]
"""Record id -> field API name -> value."""

_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+")
_LABEL = re.compile(r"[A-Za-z0-9-]{1,63}")
LONGEST_LOCAL = 64
LONGEST = 254


def is_well_formed(address: str) -> bool:
    """Return whether mail can be sent to an address, as docs/scenarios.md states the rule.

    One ``@``; before it atoms joined by single dots, at most 64 characters; behind it at least two
    labels, none with a hyphen at an end, the last one beginning with a letter; 254 in all.
    """
    local, at, host = address.partition("@")
    labels = host.split(".")
    return (
        bool(at)
        and len(address) <= LONGEST
        and len(local) <= LONGEST_LOCAL
        and all(_ATOM.fullmatch(atom) for atom in local.split("."))
        and len(labels) > 1
        and all(_LABEL.fullmatch(part) and part == part.strip("-") for part in labels)
        and labels[-1][0].isalpha()
    )


def leads_with_email(stage: Stage, fields: Sequence[str]) -> Rows:
    """Return every unconverted lead whose e-mail address is filled in and well formed."""
    names = ", ".join(dict.fromkeys(("Id", "Email", *fields)))
    rows = stage.query(f"SELECT {names} FROM Lead WHERE IsConverted = false")  # noqa: S608 - SOQL of field names, on a fake
    return {str(row["Id"]): row for row in rows if is_well_formed(str(row["Email"] or ""))}


RULES: Mapping[ListRule, Callable[[Stage, Sequence[str]], Rows]] = {
    "leads_with_email": leads_with_email,
}
"""Every rule by its name."""
