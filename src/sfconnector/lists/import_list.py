"""Importing a list: pages into a new generation, then one switch.

Each page is one transaction: its members, its skipped rows and the run's cursor. The list shows its
former generation until the last page is in; then one update switches it. Killed or cut anywhere, the
run stands in the store, and importing the list again goes on with it: at its locator, or behind its
last stored Id. Generations that nobody sees any more are dropped in chunks, afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from sfconnector.clock import Clock
from sfconnector.events import Event, ImportCompleted, LocatorLost, PageImported
from sfconnector.lists.rows import PageRows, sort_out
from sfconnector.salesforce.query import Page
from sfconnector.store import import_runs, lists, members, skipped_rows
from sfconnector.store.import_runs import ImportRun
from sfconnector.store.store import Store
from sfconnector.sync.pull import Puller, Source, Start


@dataclass(slots=True)
class Importer:
    """Carries one run from where it stands to its end; ``run`` moves with every stored page."""

    store: Store
    clock: Clock
    emit: Callable[[Event], None]
    list_name: str
    run: ImportRun

    def carry_out(self, source: Source[Page[Any]]) -> None:
        """Import what is left of the run, then switch the list to it.

        Raises:
            ConnectorError: the run stopped; every page before is stored, and the list is as it was.
        """
        puller = Puller(source, store=self._store_page, lost=self._locator_lost)
        if not self._all_read:
            puller.run(Start(self.run.locator, self.run.last_record_id))
        now = self.clock.now()
        with self.store.writing() as connection:
            import_runs.finish(connection, self.run, now=now)
            lists.switch(connection, self.run.list_id, self.run.id)
        self.emit(
            ImportCompleted(
                at=now,
                list_name=self.list_name,
                imported=self.run.imported,
                skipped=self.run.skipped,
                pages=self.run.pages,
            )
        )
        drop_unseen(self.store)
