"""P30, P51: which absence without a trace is believed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sfconnector.sync.guard import ALWAYS_PLAUSIBLE, is_plausible

sizes = st.integers(0, 1000) | st.integers(0, 2 * ALWAYS_PLAUSIBLE + 2)
percents = st.integers(0, 100)


@given(data=st.data(), of=sizes, percent=percents)
def test_p30_the_guard_lets_a_small_share_or_a_few_leave(
    data: st.DataObject, of: int, percent: int
) -> None:
    """P30: plausible is no larger a share than the list allows, or a few of a half at most."""
    missing = data.draw(st.integers(0, of))
    share = missing / of if of else 0
    expected = share <= percent / 100 or (missing <= ALWAYS_PLAUSIBLE and share <= 1 / 2)
    expected &= share < 1
    assert is_plausible(missing, of, percent=percent) == expected


@given(of=sizes, percent=percents)
def test_p51_an_empty_source_is_never_believed(of: int, percent: int) -> None:
    """P51: all missing is what a lost right looks like, in a list of one as in a long one."""
    assert is_plausible(of, of, percent=percent) == (of == 0)


@given(missing=sizes, of=sizes, percent=percents)
def test_p30_more_missing_is_never_more_plausible(missing: int, of: int, percent: int) -> None:
    """P30: so whoever found enough missing need not look at the others."""
    if not is_plausible(missing, of, percent=percent):
        assert not is_plausible(missing + 1, of, percent=percent)


@given(missing=sizes, of=sizes, percent=percents)
def test_p30_a_larger_list_is_never_less_plausible(missing: int, of: int, percent: int) -> None:
    """P30: the same absence among more records is no worse."""
    if is_plausible(missing, of, percent=percent):
        assert is_plausible(missing, of + 1, percent=percent)


@given(of=st.integers(2, 1000), percent=percents)
def test_a_list_can_shrink(of: int, percent: int) -> None:
    """One record of several may go, whatever share the list allows."""
    assert is_plausible(1, of, percent=percent)
