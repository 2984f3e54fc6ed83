"""What runs came to, beside the runs themselves: counts, API calls, why they stopped.

The counts of a run that came to its end are written in the transaction that ends it. Its calls are
written when a process is done with it; until then ``calls_are_all`` is false, and stays so if the
process is killed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, func, insert, select, update

from sfconnector.store.tables import import_runs, lists, run_results, sync_runs

RunKind: TypeAlias = Literal["import", "sync"]
TABLES = {"import": import_runs, "sync": sync_runs}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A run as it is told about."""

    id: int
    list_name: str
    list_id: int
    kind: RunKind
    state: str
    """``running`` (also if its process is dead), ``complete``, ``partial`` or ``abandoned``."""
    reads: str
    """``full`` or ``changes``."""
    why: str
    """Why a sync reads everything."""
    began_at: datetime
    ended_at: datetime | None
    read: int
    imported: int
    """Members that an import has stored."""
    calls: int | None = None
    calls_are_all: bool = False
    outcome: Mapping[str, Any] = field(default_factory=dict)
    stopped_at: datetime | None = None
    stopped_for: str | None = None


def latest(connection: Connection, account_id: int, list_name: str, kind: RunKind) -> int | None:
    """Return the number of the newest run of a list."""
    table = TABLES[kind]
    found: int | None = connection.scalar(
        select(func.max(table.c.id))
        .join(lists, lists.c.id == table.c.list_id)
        .where(lists.c.account_id == account_id)
        .where(lists.c.name == list_name)
    )
    return found


def begin(connection: Connection, kind: RunKind, run_id: int, *, resumed: bool) -> bool:
    """Note that a process works on a run, and return whether all its calls so far are known."""
    known = connection.scalar(
        select(run_results.c.calls_are_all)
        .where(run_results.c.kind == kind)
        .where(run_results.c.run_id == run_id)
    )
    _write(connection, kind, run_id, calls_are_all=False)
    return bool(known) or not resumed


def add_calls(
    connection: Connection, kind: RunKind, run_id: int, calls: int, *, are_all: bool
) -> None:
    """Add the calls that a process made for a run, once it is done with it."""
    _write(connection, kind, run_id, calls=run_results.c.calls + calls, calls_are_all=are_all)


def stop(connection: Connection, kind: RunKind, run_id: int, *, at: datetime, reason: str) -> None:
    """Note why a run stopped before its end."""
    _write(connection, kind, run_id, stopped_at=at, stopped_for=reason)


def end(connection: Connection, kind: RunKind, run_id: int, outcome: Mapping[str, object]) -> None:
    """Write down the counts of a run, in the transaction that ends it."""
    _write(connection, kind, run_id, outcome=json.dumps(outcome))


def read_all(
    connection: Connection, account_id: int, *, list_name: str | None, most: int | None
) -> tuple[RunRow, ...]:
    """Return runs of an account, or of one of its lists, the newest first."""
    found = [
        each
        for kind in TABLES
        for each in _of_kind(connection, account_id, kind, list_name=list_name, most=most)
    ]
    found.sort(key=lambda each: (each.began_at, each.kind, each.id), reverse=True)
    return tuple(found[:most])


def _of_kind(
    connection: Connection, account_id: int, kind: str, *, list_name: str | None, most: int | None
) -> list[RunRow]:
    table = TABLES[kind]
    query = (
        select(
            table,
            lists.c.name,
            run_results.c.calls,
            run_results.c.calls_are_all,
            run_results.c.outcome,
            run_results.c.stopped_at,
            run_results.c.stopped_for,
        )
        .join(lists, lists.c.id == table.c.list_id)
        .outerjoin(run_results, (run_results.c.kind == kind) & (run_results.c.run_id == table.c.id))
        .where(lists.c.account_id == account_id)
        .order_by(table.c.started_at.desc(), table.c.id.desc())
        .limit(most)
    )
    if list_name is not None:
        query = query.where(lists.c.name == list_name)
    is_import = kind == "import"
    return [
        RunRow(
            id=row.id,
            list_name=row.name,
            list_id=row.list_id,
            kind="import" if is_import else "sync",
            state=row.state,
            reads="full" if is_import else row.kind,
            why="" if is_import else row.why,
            began_at=row.started_at,
            ended_at=row.finished_at,
            read=row.imported + row.skipped if is_import else row.rows_read,
            imported=row.imported if is_import else 0,
            calls=row.calls,
            calls_are_all=bool(row.calls_are_all),
            outcome=json.loads(row.outcome) if row.outcome else {},
            stopped_at=row.stopped_at,
            stopped_for=row.stopped_for,
        )
        for row in connection.execute(query)
    ]


def _write(connection: Connection, kind: RunKind, run_id: int, **values: object) -> None:
    here = (run_results.c.kind == kind) & (run_results.c.run_id == run_id)
    if connection.scalar(select(run_results.c.run_id).where(here)) is None:
        connection.execute(
            insert(run_results).values(kind=kind, run_id=run_id, calls=0, calls_are_all=False)
        )
    connection.execute(update(run_results).where(here).values(**values))
