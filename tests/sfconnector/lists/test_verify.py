"""Verifying a list: both values, its own counts, a sync in between, and the picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from fake_salesforce import FakeSalesforce
from sfconnector.lists import held
from sfconnector.lists.difference_plot import svg
from sfconnector.lists.verify_list import FieldDifference, Verification
from sfconnector.store.tables import lists
from sync_stage import NAME, SyncStage

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def stage(salesforce: FakeSalesforce, tmp_path: Path) -> Iterator[SyncStage]:
    """A list of four leads; pages of three."""
    stage = SyncStage(salesforce, tmp_path)
    stage.begin([f"a{number}@example.com" for number in range(4)])
    with stage.connector() as connector:
        connector.sync_list(NAME)
    yield stage
    salesforce.drop_org(stage.org)


def test_both_values_of_a_field_are_told(stage: SyncStage) -> None:
    """As Salesforce and the list have them, the e-mail too."""
    stage.org.update("Lead", stage.ids[0], {"Title": None, "Email": "new@example.com"})
    with stage.connector() as connector:
        [difference] = connector.verify_list(NAME).differences
    assert difference.fields == (
        FieldDifference("Email", "new@example.com", "a0@example.com"),
        FieldDifference("Title", None, "New"),
    )


def test_wrong_counts_of_the_list_are_a_difference(stage: SyncStage) -> None:
    """Each record is there with its values, and the list says another number."""
    with stage.connector() as connector:
        with connector._context.store.writing() as store:
            store.execute(update(lists).values(member_count=5))
        found = connector.verify_list(NAME)
    assert (found.equal, found.by_kind, found.differences) == (False, {"count": 1}, ())
    assert (found.counted_members, found.members_in_list) == (5, 4)


@pytest.mark.parametrize("times", [1, 2])
def test_a_sync_in_between_is_no_difference(
    stage: SyncStage, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """The list is compared once more; synced again meanwhile, it says that it cannot tell."""
    of_span = held.of_span
    left = [f"Synced {number}" for number in range(times)]
    busy: list[str] = []

    def synced_first(*asked: Any, after: str | None, through: str | None) -> Any:
        if left and after is None and not busy:
            busy.append(left.pop())
            stage.org.clock.advance(minutes=1)
            stage.org.update("Lead", stage.ids[0], {"Title": busy[0]})
            with stage.connector() as other:
                assert other.sync_list(NAME).changed == 1
            busy.clear()
        return of_span(*asked, after=after, through=through)

    monkeypatch.setattr(held, "of_span", synced_first)
    with stage.connector() as connector:
        found = connector.verify_list(NAME)
        assert (found.equal, found.changed_meanwhile) == ((times == 1), (times == 2))
        assert ("verify it again" in found.message) == (times == 2)
        assert connector.verify_list(NAME).equal


KINDS = st.dictionaries(
    st.sampled_from(["missing", "left", "values", "skipped", "count", "another"]),
    st.integers(1, 10**7),
)


@given(by_kind=KINDS, name=st.text())
def test_the_picture_has_a_bar_for_each_kind_and_says_so_in_words(
    by_kind: dict[str, int], name: str
) -> None:
    """Whatever a list is called, it is XML with a title and a description, and bars that fit."""
    found = Verification(
        list_name=name,
        members_in_source=3,
        members_in_list=2,
        skipped_in_source=0,
        skipped_in_list=0,
        counted_members=2,
        counted_skipped=0,
        by_kind=by_kind,
        differences=(),
        not_compared=(),
    )
    picture = ET.fromstring(svg(found))  # noqa: S314 - our own
    title, description = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    shown = "".join(each if each.isprintable() else " " for each in name)
    assert title.text == f"{shown} and its source"
    assert picture.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    texts = {each.text for each in picture.iter(f"{SVG}text")}
    bars = [int(each.get("width", "")) for each in picture.iter(f"{SVG}rect")][1:]
    numbers = list(by_kind.values())
    assert {f"{each:,}" for each in numbers} <= texts
    assert all(f"{each:,}" in (description.text or "") for each in numbers)
    assert sum(each > 0 for each in bars) == len(numbers)
    assert max(bars) <= 380
    assert ("equals its source" in (description.text or "")) == (not numbers)
