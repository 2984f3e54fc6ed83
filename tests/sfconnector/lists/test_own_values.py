"""A list's own values beside those of Salesforce: rules, blanks, conflicts (P10, P11, P14)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fake_salesforce import FakeSalesforce
from sfconnector.errors import InputError
from sync_stage import NAME, SyncStage, assert_equals_source, members_of


@pytest.fixture
def stage(salesforce: FakeSalesforce, tmp_path: Path) -> Iterator[SyncStage]:
    """A list of three leads, imported and synced once."""
    stage = SyncStage(salesforce, tmp_path)
    stage.begin([f"a{number}@example.com" for number in range(3)])
    with stage.connector() as connector:
        connector.sync_list(NAME)
    stage.org.clock.advance(minutes=20)
    yield stage
    salesforce.drop_org(stage.org)


@pytest.mark.parametrize(
    ("rule", "shown", "kept"),
    [
        ("fill_if_blank", "Ours", "ours"),
        ("ours", "Ours", "ours"),
        ("theirs", "Theirs", "theirs"),
        ("newest", "Theirs", "theirs"),
    ],
)
def test_p11_edits_of_both_sides_are_decided_and_journaled(
    stage: SyncStage, rule: str, shown: str, kept: str
) -> None:
    """P11: one value survives; the other stands in the journal with its time and the rule."""
    lead = stage.ids[0]
    with stage.connector() as connector:
        connector.set_merge_rules(NAME, rules={"Title": rule})
        member = connector.edit_member(NAME, lead, {"title": "Ours"})
        assert (member.values["Title"], member.own) == ("Ours", ("Title",))
        edited_at = stage.org.clock.now()
        stage.org.clock.advance(minutes=1)
        stage.org.update("Lead", lead, {"Title": "Theirs"})
        report = connector.sync_list(NAME)
        assert (report.by_rule, report.conflicts) == ({rule: 1}, 1)
        assert members_of(connector)[lead][1] == shown
        [conflict] = connector.conflicts(NAME)
        assert (conflict.kept, conflict.decided_by) == (kept, rule)
        assert (conflict.ours, conflict.theirs) == ('"Ours"', '"Theirs"')
        assert conflict.edited_at == edited_at
        assert conflict.theirs_at is not None
        assert conflict.theirs_at > edited_at
        # Nothing is decided twice, and the list is still known to equal its source.
        assert connector.sync_list(NAME, full=True).by_rule in ({}, {rule: 1})
        assert members_of(connector)[lead][1] == shown
        assert len(connector.conflicts(NAME)) == 1
        assert connector.verify_list(NAME).equal


def test_p11_the_later_edit_is_the_lists_own(stage: SyncStage) -> None:
    """P11: newest keeps the edit that was made after the record's own change."""
    lead = stage.ids[0]
    with stage.connector() as connector:
        connector.set_merge_rules(NAME, rules={"Title": "newest"})
        stage.org.update("Lead", lead, {"Title": "Theirs"})
        stage.org.clock.advance(minutes=1)
        connector.edit_member(NAME, lead, {"Title": "Ours"})
        connector.sync_list(NAME)
        assert members_of(connector)[lead][1] == "Ours"
        assert connector.conflicts(NAME)[0].kept == "ours"


@pytest.mark.parametrize("policy", ["keep", "clear"])
def test_p14_a_blank_in_salesforce_obeys_the_fields_policy(stage: SyncStage, policy: str) -> None:
    """P14: keep shows what was there before; clear clears; what follows fills again."""
    lead = stage.ids[0]
    with stage.connector() as connector:
        connector.set_merge_rules(NAME, blanks={"Title": policy})
        stage.org.update("Lead", lead, {"Title": None})
        connector.sync_list(NAME)
        assert members_of(connector)[lead][1] == ("New" if policy == "keep" else None)
        stage.org.clock.advance(minutes=20)
        stage.org.update("Lead", lead, {"Title": "Again"})
        connector.sync_list(NAME)
        assert members_of(connector)[lead][1] == "Again"
        assert_equals_source(stage, connector)


def test_p14_a_users_blank_stays(stage: SyncStage) -> None:
    """P14: what a user cleared stays clear through a sync of everything and an import."""
    lead = stage.ids[0]
    with stage.connector() as connector:
        connector.set_merge_rules(NAME, rules={"Title": "ours"})
        connector.edit_member(NAME, lead, {"Title": None})
        connector.sync_list(NAME, full=True)
        assert members_of(connector)[lead][1] is None
        stage.org.update("Lead", lead, {"Title": "Theirs"})
        connector.import_list("leads")
        assert members_of(connector)[lead][1] is None
        assert [each.decided_by for each in connector.conflicts(NAME)] == ["ours"]


def test_own_values_come_back_with_a_member_that_was_away(stage: SyncStage) -> None:
    """Deleted, removed and undeleted, it has the value that a user had given."""
    lead = stage.ids[0]
    with stage.connector() as connector:
        connector.set_merge_rules(NAME, rules={"Title": "ours"})
        connector.edit_member(NAME, lead, {"Title": "Ours"})
        stage.org.delete("Lead", lead)
        connector.sync_list(NAME)
        assert lead not in members_of(connector)
        stage.org.undelete(lead)
        connector.sync_list(NAME)
        assert members_of(connector)[lead][1] == "Ours"


def test_a_field_given_to_the_source_loses_its_edits_into_the_journal(stage: SyncStage) -> None:
    """Nothing is lost: the value that no rule keeps any more is told with who gave it."""
    lead = stage.ids[0]
    with stage.connector() as connector:
        connector.set_merge_rules(NAME, rules={"Title": "ours"})
        connector.edit_member(NAME, lead, {"Title": "Ours"})
        shown = connector.set_merge_rules(NAME, rules={"Title": "overwrite"})
        assert shown.field_rules == {}
        assert members_of(connector)[lead][1] == "New"
        [conflict] = connector.conflicts(NAME)
        assert (conflict.decided_by, conflict.ours) == ("rule changed", '"Ours"')
        assert conflict.edited_by


def test_an_edit_to_what_the_source_has_is_the_sources_again(stage: SyncStage) -> None:
    """Then nothing is the list's own any more."""
    with stage.connector() as connector:
        connector.set_merge_rules(NAME, rules={"Title": "ours"})
        connector.edit_member(NAME, stage.ids[0], {"Title": "Ours"})
        assert connector.edit_member(NAME, stage.ids[0], {"Title": "New"}).own == ()


def test_a_dry_run_says_which_rule_would_decide(stage: SyncStage) -> None:
    """It tells the rules of fields, and changes neither values nor the journal."""
    with stage.connector() as connector:
        stage.org.update("Lead", stage.ids[0], {"Title": "Theirs"})
        assert connector.sync_list(NAME, dry_run=True).by_rule == {"overwrite": 1}
        connector.set_merge_rules(NAME, rules={"Title": "ours"})
        connector.edit_member(NAME, stage.ids[0], {"Title": "Ours"})
        told = connector.sync_list(NAME, dry_run=True)
        assert (told.by_rule, told.conflicts) == ({"ours": 1}, 1)
        assert connector.conflicts(NAME) == ()
        assert connector.sync_list(NAME).by_rule == told.by_rule


@pytest.mark.parametrize(
    ("record", "values", "told"),
    [
        (0, {"Title": "Ours", "Email": "b@example.com"}, "Email is what members are known by"),
        (0, {"Title": "Ours", "Phone": "1"}, "has no field Phone"),
        (0, {"Title": "x" * 129}, "takes 128 characters"),
        (None, {"Title": "Ours"}, "has no member 00Q000000000000AAA"),
    ],
)
def test_an_edit_that_cannot_be_changes_nothing(
    stage: SyncStage, record: int | None, values: dict[str, str | None], told: str
) -> None:
    """One field that cannot be edited refuses the whole edit, and says why."""
    lead = "00Q000000000000AAA" if record is None else stage.ids[record]
    with stage.connector() as connector:
        connector.set_merge_rules(NAME, rules={"Title": "ours"})
        former = members_of(connector)
        with pytest.raises(InputError, match=told):
            connector.edit_member(NAME, lead, values)
        assert members_of(connector) == former


def test_a_field_that_salesforce_owns_is_not_edited(stage: SyncStage) -> None:
    """The refusal names the command that gives it another rule."""
    with stage.connector() as connector, pytest.raises(InputError, match="--field Title=newest"):
        connector.edit_member(NAME, stage.ids[0], {"Title": "Ours"})


@pytest.mark.parametrize(
    ("rules", "blanks"),
    [({"Title": "mine"}, {}), ({"Email": "ours"}, {}), ({}, {"Title": "x"}), ({"No": "ours"}, {})],
)
def test_rules_that_cannot_be_change_nothing(
    stage: SyncStage, rules: dict[str, str], blanks: dict[str, str]
) -> None:
    """Neither the good ones beside a bad one."""
    with stage.connector() as connector:
        with pytest.raises(InputError):
            connector.set_merge_rules(NAME, rules={"Title": "ours", **rules}, blanks=blanks)
        assert connector.list(NAME).field_rules == {}


titles = st.sampled_from(["A", "B", None])


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rule=st.sampled_from(["fill_if_blank", "ours", "theirs", "newest"]),
    acts=st.lists(
        st.one_of(
            st.tuples(st.just("ours"), titles),
            st.tuples(st.just("theirs"), titles),
            st.tuples(st.sampled_from(["sync", "full", "import"]), st.none()),
        ),
        max_size=8,
    ),
)
def test_p10_p12_any_edits_end_as_the_rule_says(
    stage: SyncStage, rule: str, acts: list[tuple[str, str | None]]
) -> None:
    """P10, P12: whatever is edited where and read how, the field shows what plain Python says."""
    lead = stage.create("b@example.com")
    with stage.connector() as connector:
        connector.set_merge_rules(NAME, rules={"Title": rule})
        connector.sync_list(NAME)
        model = Model(rule)
        for act, title in [*acts, ("sync", None), ("sync", None)]:
            stage.org.clock.advance(minutes=16)
            if act == "ours":
                connector.edit_member(NAME, lead, {"Title": title})
                model.edit(title)
            elif act == "theirs":
                stage.org.update("Lead", lead, {"Title": title})
                model.change(title)
            else:
                if act == "import":
                    connector.import_list("leads")
                else:
                    connector.sync_list(NAME, full=act == "full")
                model.read(is_import=act == "import")
            assert members_of(connector)[lead][1] == model.shown
        connector.set_merge_rules(NAME, rules={"Title": "overwrite"})


class Model:
    """One field of one member, in plain Python."""

    def __init__(self, rule: str) -> None:
        self.rule = rule
        self.read_last: Any = "New"
        self.theirs: Any = "New"
        self.own: list[Any] = []
        self.edited_last = False

    @property
    def shown(self) -> object:
        """Return what the list ought to show."""
        return self.own[0] if self.own else self.read_last

    def edit(self, title: str | None) -> None:
        """Give it a value."""
        self.own = [] if title == self.read_last else [title]
        self.edited = bool(self.own)
        self.edited_last = True

    def change(self, title: str | None) -> None:
        """Let Salesforce have a value."""
        self.theirs = title
        self.edited_last = False

    def read(self, *, is_import: bool) -> None:
        """Let the list read it."""
        changed = self.theirs != self.read_last
        shown = self.shown
        self.read_last = self.theirs
        if not changed or shown == self.theirs:
            if shown == self.theirs:
                self.own = []
            return
        edited = bool(self.own) and self.edited
        keeps = {
            "fill_if_blank": shown is not None,
            "ours": edited,
            "theirs": False,
            "newest": edited and self.edited_last and not is_import,
        }[self.rule]
        if keeps and not self.own:
            self.edited = False
        self.own = [shown] if keeps else []
