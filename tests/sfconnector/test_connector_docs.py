from __future__ import annotations

import re
from pathlib import Path

import pytest

from sfconnector.cli.exit_codes import MEANINGS
from sfconnector.config import Settings
from sfconnector.connection.causes import EXPLANATIONS, Cause, Effect
from sfconnector.doctor.finding import Verdict
from sfconnector.doctor.package import CANNOT_BE_VALIDATED
from sfconnector.lists.email import VALID, SkipReason
from sfconnector.lists.sources import SOURCES

DOCS = Path(__file__).parents[2] / "docs" / "connector.md"


@pytest.fixture(scope="module")
def text() -> str:
    """The page that tells users what the connector does."""
    return DOCS.read_text(encoding="utf-8")


def test_each_cause_is_in_the_table(text: str) -> None:
    """The table has every cause once, who must act, what heals it, and whether it disconnects."""
    row = r"^\| `([a-z_]+)` \| .* \| ([\w ]+) \| ([\w -]+) \| ([\w ]+) \|$"
    rows = {name: rest for name, *rest in re.findall(row, text, re.MULTILINE)}
    effects = {
        Effect.DISCONNECTS: {"yes", "while it lasts"},
        Effect.PAUSES: {"no"},
        Effect.DEGRADES: {"one thing stops"},
    }
    assert set(rows) == {cause.value for cause in Cause}
    for cause, explanation in EXPLANATIONS.items():
        who, heals, disconnects = rows[cause.value]
        assert (who, heals) == (explanation.who.value, explanation.heals.value), cause
        assert disconnects in effects[explanation.effect], cause


def test_each_exit_code_is_in_the_table(text: str) -> None:
    """The table of exit codes is the one that --help shows."""
    rows = re.findall(r"^\| (\d+) \| (.*) \|$", text, re.MULTILINE)
    assert rows == [(str(code.value), meaning) for code, meaning in MEANINGS.items()]


def test_each_variable_is_in_the_table(text: str) -> None:
    """The table of variables has those that are read, and the secret's."""
    rows = re.findall(r"^\| `(SFCONNECTOR_\w+)` \|", text, re.MULTILINE)
    read = {f"SFCONNECTOR_{name.upper()}" for name in Settings.model_fields}
    assert set(rows) == read | {"SFCONNECTOR_SECRET", "SFCONNECTOR_CLIENT_SECRET"}


def test_each_source_is_in_the_table(text: str) -> None:
    """The table has every source, what it holds, and the fields that it has by itself."""
    row = r"^\| `(\w+)` \| ([^|]+) \| [^|]+ \| (Email[\w, ]*|all columns) \|$"
    rows = re.findall(row, text, re.MULTILINE)
    assert rows == [
        (each.kind, each.says, ", ".join(each.default_fields) or "all columns") for each in SOURCES
    ]


def test_the_rule_of_the_import_is_told(text: str) -> None:
    """The page names each reason for a skipped row and the characters an e-mail may have."""
    for reason in SkipReason.__args__:  # type: ignore[attr-defined]
        assert f"`{reason}`" in text
    assert "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]" in VALID.pattern
    assert "``!#$%&'*+/=?^_`{|}~-``" in text


def test_each_verdict_of_the_doctor_is_in_the_table(text: str) -> None:
    """The table of verdicts has each one, the worst first, and the page the product's warning."""
    rows = re.findall(r"^\| `([a-z_]+)` \| [^|]+ \|$", text, re.MULTILINE)
    assert rows == [verdict.value for verdict in Verdict]
    assert CANNOT_BE_VALIDATED in " ".join(text.split())
