"""Objects whose records the fake cannot write as Salesforce does, although describe says it could.

Better refused by name than stored and not honoured.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from fake_salesforce.errors import NotImplementedInFakeError
from fake_salesforce.schema import SObject

UNWRITTEN: Mapping[str, str] = MappingProxyType(
    {
        "Event": "Write a Task instead.",
        "RecordType": "In Python, org.add_record_type makes one.",
        "UserLogin": "In Python, user.unlock() ends a lock-out.",
    }
)
"""What there is instead, by the object's name."""


def refuse_unwritten(sobject: SObject) -> None:
    """Refuse to write a record of an object that the fake only reads.

    Raises:
        NotImplementedInFakeError: it is one.
    """
    if sobject.name in UNWRITTEN:
        raise NotImplementedInFakeError(
            f"writing {sobject.name} records", instead=UNWRITTEN[sobject.name]
        )
