"""Which records somebody may see, as data, and as a condition of SQL.

Ids are kept as one JSON array, so that a statement has one mark for them however many there are.
"""

from __future__ import annotations

from dataclasses import dataclass

Condition = tuple[str, tuple[str, ...]]
"""SQL of a condition on a row, and the values of its question marks."""


@dataclass(frozen=True, slots=True)
class Everything:
    """Every record."""


@dataclass(frozen=True, slots=True)
class Among:
    """Records whose column names one of some ids."""

    column: str
    ids: str
    """A JSON array."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Records that a share gives to one of some users and groups; the owner's are left out.

    So no owner's share is made up for each record there is: who owns a record is :class:`Among`.
    """

    share: str
    """The share object: ``LeadShare``. The shares that somebody made are in ``_LeadShare``."""
    record_column: str
    level_column: str
    levels: tuple[str, ...]
    """The values of the level that are enough."""
    ids: str
    """Users and groups, a JSON array."""


@dataclass(frozen=True, slots=True)
class Through:
    """Records that refer to a visible record of another object."""

    reference: str
    sobject: str
    visibility: Visibility


@dataclass(frozen=True, slots=True)
class Named:
    """Records that a visible record of another object refers to."""

    sobject: str
    reference: str
    visibility: Visibility


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Records to which one of some rules applies; without any, no record."""

    rules: tuple[Visibility, ...]


Visibility = Everything | Among | Shared | Through | Named | AnyOf


def any_of(*rules: Visibility) -> Visibility:
    """Return that one of some rules applies."""
    if any(isinstance(each, Everything) for each in rules):
        return Everything()
    return rules[0] if len(rules) == 1 else AnyOf(rules)


def condition(visibility: Visibility, alias: str) -> Condition | None:
    """Return a condition on the rows of a table's alias; None where every row is visible."""
    if isinstance(visibility, Everything):
        return None
    return _condition(visibility, alias)


def _condition(visibility: Visibility, alias: str) -> Condition:
    match visibility:
        case Everything():
            return "1", ()
        case Among(column, ids):
            return f'{alias}."{column}" IN (SELECT value FROM json_each(?))', (ids,)  # noqa: S608 - the schema's names
        case Shared(share, record_column, level_column, levels, ids):
            marks = ", ".join("?" * len(levels))
            sql = (
                f'{alias}."Id" IN (SELECT "{record_column}" FROM "_{share}"'  # noqa: S608 - the same
                ' WHERE "UserOrGroupId" IN (SELECT value FROM json_each(?))'
                f' AND "{level_column}" IN ({marks}))'
            )
            return sql, (ids, *levels)
        case Through(reference, sobject, inner):
            parent = f"{alias}p"
            sql, values = _condition(inner, parent)
            sql = (
                f'EXISTS (SELECT 1 FROM "{sobject}" AS {parent}'  # noqa: S608 - the same
                f' WHERE {parent}."Id" = {alias}."{reference}" AND {sql})'
            )
            return sql, values
        case Named(sobject, reference, inner):
            child = f"{alias}c"
            sql, values = _condition(inner, child)
            sql = (
                f'{alias}."Id" IN (SELECT {child}."{reference}" FROM "{sobject}" AS {child}'  # noqa: S608 - the same
                f" WHERE {sql})"
            )
            return sql, values
        case AnyOf(rules):
            parts = [_condition(each, alias) for each in rules]
            sql = " OR ".join(sql for sql, _ in parts) or "0"
            return f"({sql})", tuple(value for _, values in parts for value in values)
