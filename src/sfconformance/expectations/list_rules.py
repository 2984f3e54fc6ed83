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

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_EMAIL = re.compile(rf"{_LOCAL}@(?:{_LABEL}\.)+{_LABEL}")


def leads_with_email(stage: Stage, fields: Sequence[str]) -> Rows:
    """Return every lead whose e-mail address is filled in and well formed."""
    names = ", ".join(dict.fromkeys(("Id", "Email", *fields)))
    rows = stage.query(f"SELECT {names} FROM Lead")  # noqa: S608 - SOQL of field names, on a fake
    return {str(row["Id"]): row for row in rows if _EMAIL.fullmatch(str(row["Email"] or ""))}


RULES: Mapping[ListRule, Callable[[Stage, Sequence[str]], Rows]] = {
    "leads_with_email": leads_with_email,
}
"""Every rule by its name."""
