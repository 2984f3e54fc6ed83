"""Members that left are found without looking through those that have not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, update

from scripted_wire import START
from sfconnector.store import accounts, import_runs, lists, members, sync_deltas
from sfconnector.store.store import Store
from sfconnector.store.tables import members as table

MANY = 20_000
STEPS = 100
"""How many instructions of SQLite's machine pass between two counts."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Many members, of whom three have left; a file of SQLite's, whose work can be counted."""
    store = Store.open(tmp_path_factory.mktemp("left") / "store.sqlite")
    with store.writing() as connection:
        account_id = accounts.find_or_create(connection, "default", now=START)
        list_id = lists.create(
            connection, account_id, name="Leads", source="leads", organization_id=None
        )
        run = import_runs.start(connection, list_id, fields=("Email",), now=START)
        rows = [(run.id, f"{number:018d}", "a@example.com", "{}") for number in range(MANY)]
        members.add(connection, rows)
        left = [row[1] for row in rows[:: MANY // 3][:3]]
        connection.execute(
            update(table)
            .where(table.c.record_id.in_(left))
            .values(left_at=START, left_reason="deleted")
        )
    yield store
    store.close()


@pytest.mark.parametrize(
    "act",
    [
        lambda connection: sync_deltas.purge_left(connection, 1),
        lambda connection: members.count_kept(connection, 1),
    ],
    ids=["purge_left", "count_kept"],
)
def test_they_are_found_by_their_index(store: Store, act: Callable[[Connection], Any]) -> None:
    """What a sync does with them takes no step for each member that is there."""
    counted = [0]

    def count() -> None:
        counted[0] += 1

    with store.writing() as connection:
        driver: Any = connection.connection.dbapi_connection
        driver.set_progress_handler(count, STEPS)
        try:
            act(connection)
        finally:
            driver.set_progress_handler(None, STEPS)
    assert counted[0] * STEPS < MANY / 10
