from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sfconnector.sync.comparison import GONE, Standing, changes

emails = st.sampled_from(["a@example.com", "b@example.com"])
member = st.builds(Standing, st.just("member"), emails, st.sampled_from(["{}", '{"A":1}']))
skipped = st.builds(Standing, st.just("skipped"), st.none(), reason=st.just("no_email"))
left = st.builds(Standing, st.just("left"), reason=st.sampled_from(["deleted", GONE]))
ids = st.sampled_from([f"00Q{number}" for number in range(8)])
held = st.dictionaries(ids, member | skipped | left)
shown = st.dictionaries(ids, member | skipped | left)


@given(held=held, shown=shown, all_shown=st.booleans())
def test_p29_what_changes_makes_the_list_the_source(
    held: dict[str, Standing], shown: dict[str, Standing], *, all_shown: bool
) -> None:
    """P29: applied, the changes leave the members and skipped rows that the source shows.

    Compared once more, nothing changes; where only some is shown, the rest stays.
    """
    after = dict(held)
    for change in changes(held, shown, all_shown=all_shown):
        assert change.was == (
            held[change.record_id].state if change.record_id in held else "absent"
        )
        after[change.record_id] = change.becomes
    here = {each: standing for each, standing in after.items() if standing.state != "left"}
    there = {each: standing for each, standing in shown.items() if standing.state != "left"}
    if not all_shown:
        untouched = {each: held[each] for each in held.keys() - shown.keys()}
        there |= {each: kept for each, kept in untouched.items() if kept.state != "left"}
    assert here == there
    assert list(changes(after, shown, all_shown=all_shown)) == []
