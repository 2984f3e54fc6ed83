"""Imports and syncs in real processes that SIGKILL ends at their exchanges and their commits."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import func, select

from fake_salesforce import FakeSalesforce
from killed_process import Point, When, run
from sfconnector import Connector
from sfconnector.store.store import Store
from sfconnector.store.tables import lists, members, skipped_rows, sync_deltas
from store_places import kept, place, setting
from sync_stage import KEY, NAME, SyncStage

LEADS = [f"a{number}@example.com" for number in range(10)]
REPORT = "New Leads"
FEW = {
    "sfconnector.salesforce.rows_by_key.MOST_ROWS": 4,
    "sfconnector.salesforce.bulk_query.SET_RECORDS": 4,
    "sfconnector.lists.report_rows.MOST_ROWS": 4,
}
"""Rows a page: three pages of each kind."""
COMMANDS = {
    "import by REST": ("import", "leads", "--route", "rest"),
    "import by Bulk": ("import", "leads", "--route", "bulk"),
    "import of a report": ("import", "report", REPORT),
    "sync of changes": ("sync", NAME),
    "sync of everything": ("sync", NAME, "--full"),
}
SOME: dict[When, tuple[int, ...]] = {
    "before sending": (3,),
    "after the answer": (2, 4),
    "uncommitted": (4, 9, 12),
    "committed": (5, 11),
}
"""Where a kill is tried each time; ``tox -e soak`` tries every point there is."""
IS_EVERYWHERE = bool(os.environ.get("SFCONNECTOR_KILL_EVERYWHERE"))
PAST_THE_LEASE = timedelta(minutes=11)


class Cut:
    """A list whose source was changed since in each way there is, and a command that follows."""

    def __init__(self, salesforce: FakeSalesforce, folder: Path, command: str) -> None:
        self.words = COMMANDS[command]
        self.name = REPORT if REPORT in self.words else NAME
        self.stage = SyncStage(salesforce, folder, page_rows=4)
        self.stage.begin(LEADS)
        org, ids = self.stage.org, self.stage.ids
        org.add_report(REPORT, sobject="Lead", columns=["Id", "Email", "Title"])
        with self.stage.connector() as connector:
            connector.sync_list(NAME)
            connector.import_list("report", REPORT)
            connector.set_list_rules(self.name, removal="mark")
        org.clock.advance(minutes=1)
        org.delete("Lead", ids[0])
        org.merge("Lead", ids[1], ids[2])
        org.convert_lead(ids[3])
        org.update("Lead", ids[4], {"Email": None})
        org.update("Lead", ids[5], {"Email": "a..b@example.com"})
        for lead in ids[6:]:
            org.update("Lead", lead, {"Title": "Changed"})
        self.stage.create("new@example.com")
        self.stage.create("newer@example.com")
        org.clock.advance(minutes=20)
        self._again = kept(self.stage.store)
        self._clock = folder / "clock"

    def again(self) -> None:
        """Make the store what it was before the command."""
        self._again()
        self._clock.write_text(self.stage.org.clock.now().isoformat(), encoding="utf-8")

    def gone_on_with(self) -> dict[str, Any]:
        """Run the command in this process, and return what a user then sees of the list."""
        with self.stage.connector() as connector:
            state = (
                connector.sync_list(self.name, full="--full" in self.words).state
                if "sync" in self.words
                else connector.import_list(
                    self.words[1],
                    REPORT if self.name == REPORT else None,
                    route="bulk" if "bulk" in self.words else "rest",
                ).state
            )
            assert state == "complete"
            assert connector.verify_list(self.name).equal
            return _seen(connector, self.name)

    def process(self, kill: Point) -> int:
        """Run the command in a process and return its exit code."""
        environment = {
            "SFCONNECTOR_STORE": setting(self.stage.store),
            "SFCONNECTOR_KEY": KEY.keys[0].reveal(),
            "SFCONNECTOR_CLOCK": f"file:{self._clock}",
        }
        return run(("lists", *self.words), environment, kill, numbers=FEW)

    def look(self) -> dict[str, Any]:
        """Return what a user sees of the list."""
        with self.stage.connector() as connector:
            return _seen(connector, self.name)

    def cursor(self) -> Any:
        """Return through which instant the source is stored."""
        store = Store.open(place(self.stage.store))
        with store.reading() as connection:
            found = connection.execute(
                select(lists.c.synced_through).where(lists.c.name == self.name)
            ).scalar_one()
        store.close()
        return found

    def rubbish(self) -> list[int]:
        """Return how many rows there are that nobody looks at any more, of each kind."""
        store = Store.open(place(self.stage.store))
        seen = select(lists.c.generation)
        counts = [
            select(func.count()).select_from(table).where(table.c.generation.not_in(seen))
            for table in (members, skipped_rows)
        ]
        with store.reading() as connection:
            found = [connection.scalar(each) or 0 for each in counts]
            found.append(connection.scalar(select(func.count()).select_from(sync_deltas)) or 0)
        store.close()
        return found


@pytest.fixture(params=COMMANDS)
def cut(
    request: pytest.FixtureRequest, salesforce: FakeSalesforce, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Cut]:
    """Each command, before it is run."""
    for name, value in FEW.items():
        monkeypatch.setattr(name, value)
    with TemporaryDirectory() as folder:
        found = Cut(salesforce, Path(folder), request.param)
        yield found
        salesforce.drop_org(found.stage.org)


@pytest.mark.slow
def test_p31_killed_anywhere_the_list_is_old_or_new_and_goes_on(cut: Cut) -> None:
    """P31, P37: by SIGKILL, at exchanges and commits; gone on with, all is as if never cut.

    Of what a user sees, of the cursor, and of what is left behind. The dead process's lease is
    taken over at once where it is known to be dead, and after its term.
    """
    cut.again()
    former = cut.look()
    wanted, cursor = cut.gone_on_with(), cut.cursor()
    assert wanted != former
    assert cut.rubbish() == [0, 0, 0]

    def is_killed(nth: int, when: When) -> bool:
        return _is_killed(cut, Point(nth, when), former=former, wanted=wanted, cursor=cursor)

    for when, some in SOME.items():
        if not IS_EVERYWHERE:
            assert all(is_killed(nth, when) for nth in some)
            continue
        nth = 1
        while is_killed(nth, when):
            nth += 1
        assert nth > max(some), "there was something to strike at"


def _is_killed(
    cut: Cut, point: Point, *, former: dict[str, Any], wanted: dict[str, Any], cursor: Any
) -> bool:
    cut.again()
    code = cut.process(point)
    assert code in {0, -signal.SIGKILL}, point
    if code == 0:
        assert cut.look() == wanted, point
        return False
    found = cut.look()
    assert found in (former, wanted), point
    cut.stage.skew = PAST_THE_LEASE if point.nth % 2 else timedelta()
    assert cut.gone_on_with() == wanted, point
    # Killed when all was done, it is done once more, and may know of a later stamp by then.
    assert cut.cursor() == cursor or (found == wanted and cut.cursor() > cursor), point
    assert cut.rubbish() == [0, 0, 0], point
    cut.stage.skew = timedelta()
    return True


def _seen(connector: Connector, name: str) -> dict[str, Any]:
    shown = connector.list(name)
    return {
        "members": [
            (each.record_id, each.email, each.values, each.left_reason)
            for each in connector.members(name)
        ],
        "skipped": [(each.record_id, each.reason, each.email) for each in connector.skipped(name)],
        "counts": (shown.members, shown.skipped),
        "left": [
            (each.record_id, each.reason, each.moved_to) for each in connector.departures(name)
        ],
    }
