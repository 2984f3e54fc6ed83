"""A list in a bare store, without an import: rows as a test wants them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import update

from scripted_wire import START
from sfconnector.store import accounts, import_runs, lists, members, skipped_rows
from sfconnector.store.import_runs import ImportRun
from sfconnector.store.store import Store
from sfconnector.store.tables import members as member_table
from store_places import place

NAME = "All Leads"


def record_id(number: int) -> str:
    """Return the id of the list's nth record."""
    return f"00Q{number:012d}AAA"


class StoredList:
    """A store with one account and one list."""

    def __init__(self, folder: Path, fields: Sequence[str] = ("Email", "Title")) -> None:
        self.store = Store.open(place(folder / "store.sqlite"))
        self.fields = tuple(fields)
        with self.store.writing() as connection:
            self.account_id = accounts.find_or_create(connection, "default", now=START)
            self.list_id = lists.create(
                connection, self.account_id, name=NAME, source="leads", organization_id=None
            )

    def import_rows(
        self,
        rows: Iterable[tuple[str, Mapping[str, Any]]],
        *,
        skipped: Sequence[tuple[str, str | None]] = (),
        now: datetime = START,
    ) -> ImportRun:
        """Let the list have these members, each (e-mail, other values), and (reason, e-mail)s."""
        with self.store.writing() as connection:
            run = import_runs.start(connection, self.list_id, fields=self.fields, now=now)
            stored = [
                (run.id, record_id(number), email, json.dumps(values))
                for number, (email, values) in enumerate(rows)
            ]
            members.add(connection, stored)
            skipped_rows.add(
                connection,
                [
                    (run.id, record_id(len(stored) + number), reason, email)
                    for number, (reason, email) in enumerate(skipped)
                ],
            )
            import_runs.finish(connection, run, now=now)
            lists.switch(connection, self.list_id, run.id)
        return run

    def mark_left(self, number: int, *, at: datetime, reason: str) -> None:
        """Let the nth member have left, and be marked."""
        with self.store.writing() as connection:
            connection.execute(
                update(member_table)
                .where(member_table.c.record_id == record_id(number))
                .values(left_at=at, left_reason=reason)
            )

    def close(self) -> None:
        """Close the store."""
        self.store.close()
