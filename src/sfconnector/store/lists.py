"""Marketing lists: a name, where its members come from, and the generation its readers see."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, insert, select, update

from sfconnector.store.tables import import_runs, lists


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """A list as its readers see it."""

    id: int
    name: str
    source: str
    generation: int | None
    """None until the first import is complete."""
    fields: tuple[str, ...]
    imported: int
    skipped: int
    imported_at: datetime | None
    organization_id: str | None = None
    """Whose records its members are; None only for a list made before that was kept."""


def _query(account_id: int) -> Select[tuple[object, ...]]:
    return (
        select(
            lists.c.id,
            lists.c.name,
            lists.c.source,
            lists.c.generation,
            lists.c.organization_id,
            import_runs.c.fields,
            import_runs.c.imported,
            import_runs.c.skipped,
            import_runs.c.finished_at,
        )
        .select_from(lists.outerjoin(import_runs, import_runs.c.id == lists.c.generation))
        .where(lists.c.account_id == account_id)
        .order_by(lists.c.name)
    )


def read_all(connection: Connection, account_id: int) -> tuple[ListRow, ...]:
    """Return the account's lists by name."""
    return tuple(
        ListRow(
            id=row.id,
            name=row.name,
            source=row.source,
            generation=row.generation,
            fields=tuple(json.loads(row.fields)) if row.fields else (),
            imported=row.imported or 0,
            skipped=row.skipped or 0,
            imported_at=row.finished_at,
            organization_id=row.organization_id,
        )
        for row in connection.execute(_query(account_id))
    )


def find(connection: Connection, account_id: int, name: str) -> ListRow | None:
    """Return the list of this name, None if there is none."""
    return next((each for each in read_all(connection, account_id) if each.name == name), None)


def create(
    connection: Connection, account_id: int, *, name: str, source: str, organization_id: str | None
) -> int:
    """Make an empty list of an organization's records and return its id."""
    made = connection.execute(
        insert(lists).values(
            account_id=account_id,
            name=name,
            source=source,
            generation=None,
            organization_id=organization_id,
        )
    )
    assert made.inserted_primary_key is not None
    list_id = made.inserted_primary_key[0]
    assert isinstance(list_id, int)
    return list_id


def switch(connection: Connection, list_id: int, generation: int) -> None:
    """Let the list's readers see another generation: the one update that makes an import real."""
    connection.execute(update(lists).where(lists.c.id == list_id).values(generation=generation))
