"""The README's table of faults: each row staged in each way, and looked at by a bare socket."""

from __future__ import annotations

from pathlib import Path

import pytest

import fault_stage
import markdown_tables
from fake_salesforce.faults import FAULTS, Fault
from three_ways import WAYS

HEADING = "Faults"


@pytest.fixture
def readme(pytestconfig: pytest.Config) -> Path:
    """The README of the fake."""
    return pytestconfig.rootpath / "fake_salesforce" / "README.md"


def _told(readme: Path) -> list[list[str]]:
    return markdown_tables.read(readme.read_text(encoding="utf-8"), HEADING)


def _row(fault: Fault, way: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    with fault_stage.scene_for(fault) as staged:
        if staged.salesforce.has_tls:
            monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(staged.salesforce.ca_file))
        return fault_stage.row(staged, fault, way)


def test_table_has_every_fault(readme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table has the faults there are, in their order, each with how it is staged."""
    if markdown_tables.is_written():
        found = [_row(each, "python", monkeypatch) for each in fault_stage.ROWS]
        if found != _told(readme):
            markdown_tables.write(readme, HEADING, fault_stage.HEAD, found)
    told = [row[:4] for row in _told(readme)]
    assert told == [fault_stage.static_cells(each) for each in fault_stage.ROWS]
    assert list(dict.fromkeys(row[0].strip("`") for row in told)) == [each.kind for each in FAULTS]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("fault", fault_stage.ROWS, ids=fault_stage.told)
def test_wire_shows_what_the_table_says(
    readme: Path, monkeypatch: pytest.MonkeyPatch, fault: Fault, way: str
) -> None:
    """Each fault, staged in each way, is seen as its row has it, at each door; then all is well."""
    place = fault_stage.ROWS.index(fault)
    assert _row(fault, way, monkeypatch) == _told(readme)[place]
