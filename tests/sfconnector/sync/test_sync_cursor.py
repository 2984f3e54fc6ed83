from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sfconnector.sync.cursor import LONGEST_ABSENCE, OVERLAP, moved, was_away_too_long

START = datetime(2020, 7, 20, tzinfo=UTC)
seconds = st.integers(0, 3 * 3600)
instants = seconds.map(lambda each: START + timedelta(seconds=each))


@given(
    writes=st.lists(
        st.tuples(instants, st.integers(0, int(OVERLAP.total_seconds()) - 1)), max_size=20
    ),
    runs=st.lists(st.tuples(instants, st.booleans(), st.integers(-3600, 0)), max_size=6),
)
def test_p36_a_cursor_never_passes_what_may_still_appear(
    writes: list[tuple[datetime, int]], runs: list[tuple[datetime, bool, int]]
) -> None:
    """P36: whatever is stamped at a cursor or before was visible when that run began.

    A write is seen at most the overlap after its stamp. Salesforce's Date is told or not, and may
    be behind its database.
    """
    cursor: datetime | None = None
    for begins, tells, behind in sorted(runs):
        seen = [at for at, late in writes if at + timedelta(seconds=late) <= begins]
        told = begins + timedelta(seconds=behind) if tells else None
        before = cursor
        cursor = moved(cursor, max(seen, default=None), told)
        if cursor is None:
            continue
        assert before is None or cursor >= before
        assert cursor <= max(seen), "it never passes the newest stamp that was seen"
        for at, late in writes:
            hidden = at + timedelta(seconds=late) > begins
            assert not (hidden and at <= cursor)


@given(newest=instants, told=instants)
def test_an_idle_source_is_not_read_again(newest: datetime, told: datetime) -> None:
    """Once Salesforce's clock is the overlap further, the cursor stands at the newest stamp."""
    later = newest + OVERLAP + (told - START)
    assert moved(None, newest, later) == newest
    assert moved(None, newest, None) == newest - OVERLAP


def test_without_rows_the_cursor_stays() -> None:
    """An empty source moves nothing."""
    assert moved(START, None, START) == START
    assert moved(None, None, START) is None


def test_p23_absence_is_measured_by_salesforces_clock() -> None:
    """After 14 days, or where one of both instants is not known, deletions may be told no more."""
    assert not was_away_too_long(START, START + LONGEST_ABSENCE)
    assert was_away_too_long(START, START + LONGEST_ABSENCE + timedelta(seconds=1))
    assert was_away_too_long(None, START)
    assert was_away_too_long(START, None)
