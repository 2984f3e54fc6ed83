"""SOQL that came after v49.0 and is not evaluated: refused by name in the versions that have it.

v49.0 refuses it as Salesforce did then; so a refusal in a newer version is looked at again, and
what that version would have answered is 501 here.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

from fake_salesforce import releases
from fake_salesforce.errors import SalesforceError

_TEXTS = re.compile(r"'(?:[^'\\]|\\.)*'", re.DOTALL)
_FIELDS = re.compile(r"\bFIELDS\s*\(\s*(?:ALL|STANDARD|CUSTOM)\s*\)", re.IGNORECASE)
_DEEPER = re.compile(r"\(\s*SELECT\s(?:(?!\bFROM\b)[^()])*\(\s*SELECT\b", re.IGNORECASE)
_PASSWORD_EXPIRATION_DATE = re.compile(r"\bPasswordExpirationDate\b", re.IGNORECASE)

_EVERYWHERE = (
    (_FIELDS, releases.FIELDS_FUNCTION),
    (_PASSWORD_EXPIRATION_DATE, releases.PASSWORD_EXPIRATION_DATE),
)
_IN_REST = (*_EVERYWHERE, (_DEEPER, releases.DEEPER_SUBQUERIES))
"""Bulk API has no deeper subqueries either
([K:soql-sosl/understanding-relationship-query-limitations])."""


@contextlib.contextmanager
def looking_for_newer(text: str, version: str, *, is_bulk: bool = False) -> Iterator[None]:
    """Refuse what a query has and only newer versions know, if it is refused inside.

    Raises:
        NotImplementedInFakeError: the version of the call knows it.
    """
    try:
        yield
    except SalesforceError:
        bare = _TEXTS.sub("''", text)
        for pattern, difference in _EVERYWHERE if is_bulk else _IN_REST:
            if pattern.search(bare) is not None:
                difference.refuse_in(version)
        raise
