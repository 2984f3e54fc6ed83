"""toLabel() and the order of picklists ([K:soql-sosl/tolabel], [K:soql-sosl/order-by])."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce.errors import SalesforceError
from soql_stage import Stage

LABELS = {"Open": "Offen", "Closed": "Erledigt %", "closed": "erledigt"}
statuses = st.none() | st.sampled_from([*LABELS, "open", "other"])


def leads(*values: str | None) -> list[dict[str, Any]]:
    """Return leads with these statuses."""
    return [{"Status": each} for each in values]


@given(values=st.lists(statuses, max_size=6), descending=st.booleans())
def test_picklists_sort_by_their_own_order(*, values: list[str | None], descending: bool) -> None:
    """A picklist goes by the order of its values, then other texts by letters; null is least."""
    known = list(LABELS)

    def key(row: int) -> tuple[int, str]:
        value = values[row - 1]
        if value is None:
            return -1, ""
        return (known.index(value), "") if value in known else (len(known), value.upper())

    # Ties stay in the order of rows, whatever the direction.
    expected = sorted(range(1, len(values) + 1), key=key, reverse=descending)
    with Stage(leads(*values)) as stage:
        direction = "DESC" if descending else "ASC"
        assert stage.rows(f"SELECT Id FROM Lead ORDER BY Status {direction}") == expected


@given(st.lists(statuses, max_size=6), st.sampled_from([*LABELS, *LABELS.values(), "other"]))
def test_labels_are_shown_and_compared(values: list[str | None], text: str) -> None:
    """SELECT shows labels, and WHERE compares them; a value that has none is its own label."""
    labels = [None if each is None else LABELS.get(each, each) for each in values]
    found = [
        row
        for row, each in enumerate(labels, 1)
        if each is not None and each.upper() == text.upper()
    ]
    with Stage(leads(*values)) as stage:
        shown = stage.records("SELECT Status, toLabel(Status) label FROM Lead")
        assert [each["label"] for each in shown] == labels
        assert [each["Status"] for each in shown] == values
        assert stage.rows(f"SELECT Id FROM Lead WHERE toLabel(Status) = '{text}'") == found
        listed = f"SELECT Id FROM Lead WHERE toLabel(Status) IN ('x', '{text}')"
        assert stage.rows(listed) == found


def test_like_is_of_labels() -> None:
    """LIKE around toLabel() matches the label, not the API name."""
    with Stage(leads("Open", "Closed", None)) as stage:
        assert stage.rows("SELECT Id FROM Lead WHERE toLabel(Status) LIKE 'off%'") == [1]
        assert stage.rows("SELECT Id FROM Lead WHERE toLabel(Status) LIKE 'open%'") == []
        assert stage.rows(r"SELECT Id FROM Lead WHERE toLabel(Status) LIKE '% \%'") == [2]
        assert stage.rows("SELECT Id FROM Lead WHERE NOT toLabel(Status) LIKE 'off%'") == [2, 3]


def test_each_value_of_a_multipicklist_has_its_label() -> None:
    """A multipicklist shows the labels of all its values, and INCLUDES finds them."""
    with Stage([{"Interests": "b;a;c"}, {"Interests": "a"}, {}]) as stage:
        shown = [each["Interests"] for each in stage.records("SELECT toLabel(Interests) FROM Lead")]
        where = "WHERE toLabel(Interests) INCLUDES ('birnen;c')"
        assert stage.rows(f"SELECT Id FROM Lead {where}") == [1]
    assert shown == ["Birnen;Äpfel;c", "Äpfel", None]


def test_labels_of_groups() -> None:
    """A grouped picklist shows its label, by the field's own name, and HAVING compares it."""
    text = "SELECT toLabel(Status), COUNT(Id) FROM Lead GROUP BY Status"
    with Stage(leads("Closed", "Open", "Closed")) as stage:
        groups = stage.records(text)
        having = stage.records(f"{text} HAVING toLabel(Status) = 'offen'")
    assert [(each["Status"], each["expr0"]) for each in groups] == [("Offen", 1), ("Erledigt %", 2)]
    assert having == groups[:1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "SELECT Id FROM Lead ORDER BY toLabel(Status)",
            "Column:30\ntoLabel() cannot be used with ORDER BY",
        ),
        (
            "SELECT Status FROM Lead GROUP BY Status ORDER BY toLabel(Status)",
            "Column:50\ntoLabel() cannot be used with ORDER BY",
        ),
        (
            "SELECT toLabel(Status) FROM Lead GROUP BY City",
            "Field must be grouped or aggregated: Status",
        ),
    ],
)
def test_where_labels_may_not_stand(text: str, words: str) -> None:
    """ORDER BY takes no toLabel(), since picklists have an order of their own."""
    with Stage() as stage, pytest.raises(SalesforceError) as caught:
        stage.page(text)
    assert caught.value.error_code == "MALFORMED_QUERY"
    assert words in caught.value.message
