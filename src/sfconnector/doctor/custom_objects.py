"""Custom objects that the user can read, and which of them a list can be made of.

Of use are those that refer to leads or contacts (connector domain 1.22).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from sfconnector.salesforce.describe import Described
from sfconnector.salesforce.describe_global import ListedObject

PEOPLE = ("Contact", "Lead")


def readable(objects: Sequence[ListedObject]) -> frozenset[str]:
    """Return the names of those that hold records; settings do not."""
    return frozenset(
        each.name
        for each in objects
        if each.custom and each.queryable and not each.custom_setting and each.name.endswith("__c")
    )


def related(
    custom: AbstractSet[str], described: Mapping[str, Described]
) -> Mapping[str, tuple[str, ...]]:
    """Return those that are of use, by name, each with what it refers to, as ``Lead by Lead__c``.

    Args:
        custom: the readable ones.
        described: what describe told, of the people among others.
    """
    found: dict[str, set[str]] = {}
    for parent in PEOPLE:
        if parent in described:
            for child in described[parent].child_relationships:
                if child.childSObject in custom:
                    found.setdefault(child.childSObject, set()).add(f"{parent} by {child.field}")
    return {name: tuple(sorted(parents)) for name, parents in sorted(found.items())}
