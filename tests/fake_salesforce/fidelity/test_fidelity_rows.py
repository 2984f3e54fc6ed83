"""Every row of fake_salesforce/fidelity/areas, played against the fake."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fake_salesforce.fidelity.area_file import areas
from fake_salesforce.fidelity.model import Row
from fake_salesforce.fidelity.playing import play
from fake_salesforce.fidelity.stage import Stage
from fake_salesforce.fidelity.status import Status

ROWS = [(name, row) for name, area in areas().items() for row in area.rows]
FEWEST_BEHAVIOURS = 150
OF_OBJECTS_AND_SOQL = ("objects", "describe-urls", "query", "soql/")
"""What the areas of objects, describe and SOQL begin with."""


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """Fakes for the rows of this module."""
    with Stage() as made:
        yield made


@pytest.mark.parametrize(
    ("area", "row"), [pytest.param(*each, id=f"{each[0]}:{each[1].id}") for each in ROWS]
)
def test_row_holds(stage: Stage, area: str, row: Row) -> None:
    """The fake answers as the row's source says Salesforce does."""
    assert play(area, row, stage=stage).differences == ()


def test_enough_behaviours_are_founded() -> None:
    """At least 150 distinct behaviours of objects and SOQL are documented or recorded."""
    founded = {
        row.pair for area, row in ROWS if row.status.counts and area.startswith(OF_OBJECTS_AND_SOQL)
    }
    assert len(founded) >= FEWEST_BEHAVIOURS


def test_doubtful_sources_are_believed() -> None:
    """No row whose source doubts itself counts."""
    for _, row in ROWS:
        if "(unverified)" in row.source or "(inferred)" in row.source:
            assert row.status is Status.BELIEVED
