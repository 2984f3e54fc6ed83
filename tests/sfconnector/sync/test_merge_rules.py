"""The merge rules and blank policies, each combination of them (P10, P11, P14, P15)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfconnector.sync.merge import BLANK_POLICIES, RULES, FieldRule, Own, decide, is_blank

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
BEFORE, AFTER = NOON - timedelta(hours=1), NOON + timedelta(hours=1)
EVERY_RULE = [FieldRule(rule, blank) for rule in RULES for blank in BLANK_POLICIES]

values = st.sampled_from([None, "", " ", "a", "b", 0, 1, True, False, 1.5, {"city": "Ulm"}])
stamps = st.sampled_from([None, BEFORE, NOON, AFTER])


@pytest.mark.parametrize(
    ("rule", "theirs_at", "kept"),
    [
        ("overwrite", AFTER, False),
        ("fill_if_blank", AFTER, True),
        ("ours", AFTER, True),
        ("theirs", BEFORE, False),
        ("newest", BEFORE, True),
        ("newest", AFTER, False),
        ("newest", NOON, False),
        ("newest", None, False),
    ],
)
def test_p11_an_edit_on_both_sides_is_decided_by_the_rule(
    rule: str, theirs_at: datetime | None, *, kept: bool
) -> None:
    """P11: one value survives, the rule says whose, and that it was a conflict is told."""
    own = Own("ours", edited_at=NOON)
    [chosen] = [each for each in EVERY_RULE if (each.rule, each.blank) == (rule, "clear")]
    found = decide(chosen, own, former="was", theirs="theirs", theirs_at=theirs_at)
    assert (found.kept, found.by, found.conflict) == (kept, rule, True)


@pytest.mark.parametrize("rule", EVERY_RULE, ids=str)
def test_p11_an_edit_on_one_side_survives(rule: FieldRule) -> None:
    """P11: only the user changed it: it stays, but where the source owns the field."""
    found = decide(rule, Own("ours", edited_at=NOON), former="was", theirs="was", theirs_at=AFTER)
    assert found.kept == (rule.rule != "overwrite")
    source_only = decide(rule, Own("was"), former="was", theirs="theirs", theirs_at=AFTER)
    assert source_only.kept == (rule.rule == "fill_if_blank")
    assert not source_only.conflict


@pytest.mark.parametrize(
    ("policy", "theirs_at", "kept"),
    [
        ("keep", AFTER, True),
        ("clear", BEFORE, False),
        ("clear_if_newer", BEFORE, True),
        ("clear_if_newer", NOON, True),
        ("clear_if_newer", AFTER, False),
        ("clear_if_newer", None, False),
    ],
)
def test_p14_a_blank_of_the_source_obeys_its_own_policy(
    policy: str, theirs_at: datetime | None, *, kept: bool
) -> None:
    """P14: keep never clears, clear does, clear_if_newer only with a newer blank."""
    [rule] = [each for each in EVERY_RULE if (each.rule, each.blank) == ("theirs", policy)]
    for blank in (None, "", "  "):
        own = Own("ours", edited_at=NOON)
        assert decide(rule, own, former="was", theirs=blank, theirs_at=theirs_at).kept == kept


@given(
    rule=st.sampled_from([each for each in EVERY_RULE if each.rule != "overwrite"]),
    former=values,
    theirs_at=stamps,
)
def test_p14_a_users_blank_is_not_filled_again_by_reading_the_same(
    rule: FieldRule, former: object, theirs_at: datetime | None
) -> None:
    """P14: who cleared a field finds it clear until the source has another value."""
    own = Own(None, edited_at=NOON)
    found = decide(rule, own, former=former, theirs=former, theirs_at=theirs_at)
    assert found.kept or is_blank(former)


@given(
    rule=st.sampled_from(EVERY_RULE),
    own=st.builds(Own, values, stamps),
    former=values,
    theirs=values,
    theirs_at=stamps,
)
def test_p12_p15_each_combination_decides_once(
    rule: FieldRule, own: Own, former: object, theirs: object, theirs_at: datetime | None
) -> None:
    """P12, P15: reading the same again decides the same, whatever was before."""
    found = decide(rule, own, former=former, theirs=theirs, theirs_at=theirs_at)
    shown = own if found.kept else Own(theirs)
    again = decide(rule, shown, former=theirs, theirs=theirs, theirs_at=theirs_at)
    assert again.kept == found.kept or again.by == "equal"
    assert rule.takes_all is False or not found.kept


@pytest.mark.parametrize(("one", "other"), [(0, False), (1, True), ("1", 1)])
def test_values_of_other_kinds_are_not_the_same(one: object, other: object) -> None:
    """Zero is not false, and the text 1 is not the number."""
    found = decide(FieldRule(), Own(one), former=one, theirs=other, theirs_at=None)
    assert found.by == "overwrite"
