"""How a list is walked along beside a source that shows few of its records, or none."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfconnector.lists import held
from stored_list import StoredList, record_id

IDS = 40
subsets = st.sets(st.integers(0, IDS - 1))
borders = st.tuples(*[st.none() | st.integers(0, IDS)] * 2)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoredList]:
    """A store, for generation after generation."""
    stored = StoredList(tmp_path_factory.mktemp("stored"))
    yield stored
    stored.close()


@given(
    rows=st.tuples(st.integers(0, 24), st.integers(0, 12)),
    shown=subsets,
    rows_per_span=st.integers(1, 9),
    borders=borders,
)
def test_p39_spans_are_the_whole_stretch_and_none_is_long(
    stored: StoredList,
    rows: tuple[int, int],
    shown: set[int],
    rows_per_span: int,
    borders: tuple[int | None, int | None],
) -> None:
    """P39: one after the other they have each row and each shown record once; none has many."""
    begin, end = (None if each is None else record_id(each) for each in borders)
    if begin is not None and end is not None and end < begin:
        begin, end = end, begin
    records = [SimpleNamespace(Id=record_id(each)) for each in sorted(shown)]
    records = [each for each in records if _is_within(each.Id, begin, end)]
    members, skipped = rows
    run = stored.import_rows(
        [("a@example.com", {})] * members, skipped=[("no_email", None)] * skipped
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(held, "ROWS_PER_SPAN", rows_per_span)
        found = list(held.spans(stored.store, run.id, records, after=begin, through=end))
    walked = [each for span in found for each in sorted(span.known)]
    every = [record_id(each) for each in range(members + skipped)]
    assert walked == [each for each in every if _is_within(each, begin, end)]
    assert [each for span in found for each in span.shown] == records
    assert all(len(span.known) <= 2 * rows_per_span for span in found)
    borders_passed = [span.through for span in found]
    assert borders_passed[-1] == end
    for span, border in zip(found, borders_passed, strict=True):
        assert all(border is None or each <= border for each in span.known)
        assert all(border is None or each.Id <= border for each in span.shown)


def _is_within(one: str, begin: str | None, end: str | None) -> bool:
    return (begin is None or one > begin) and (end is None or one <= end)
