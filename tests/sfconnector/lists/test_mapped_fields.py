from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce import FakeSalesforce
from sfconnector.lists import mapped_fields
from sync_stage import NAME, SyncStage

LISTS = st.lists(
    st.tuples(
        st.sampled_from(["leads", "contacts", "report:00O000000000001AAA"]),
        st.sets(st.integers(0, 120).map("Field{}__c".format)),
    ),
    max_size=5,
)


@given(LISTS)
def test_each_field_of_an_object_counts_once(lists: list[tuple[str, set[str]]]) -> None:
    """However many lists read it; columns of reports name no field; from 100 on it is told."""
    counted = {
        (kind, field)
        for kind, fields in lists
        for field in (*fields, "Email")
        if not kind.startswith("report")
    }
    told = mapped_fields.told((kind, ("Email", *sorted(fields))) for kind, fields in lists)
    assert bool(told) is (len(counted) >= mapped_fields.MOST_FIELDS)
    assert not told or f"read {len(counted)} fields" in told


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[SyncStage]:
    """A list of one lead."""
    with FakeSalesforce() as salesforce:
        stage = SyncStage(salesforce, tmp_path)
        stage.begin(["a@example.com"])
        yield stage


def test_preview_and_import_say_that_fields_are_many(
    stage: SyncStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the fields of the account's other lists; those that a list had before do not count."""
    with stage.connector() as connector:
        has = len(connector.list(NAME).fields)
        monkeypatch.setattr(mapped_fields, "MOST_FIELDS", has + 2)
        assert connector.preview_import("contacts", fields=("Email",)).note == ""
        many = connector.preview_import("contacts", fields=("Email", "Phone")).note
        assert f"{has + 2} fields (2 of Contact, {has} of Lead)" in many
        assert connector.import_list("contacts", fields=("Email", "Phone")).message == many
        fewer = connector.import_list("leads", name=NAME, fields=("Email",))
        assert (fewer.state, fewer.message) == ("complete", "")
