from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sfconnector.alerts import content
from sfconnector.connection.causes import EXPLANATIONS, Cause, Effect
from sfconnector.store.alerts import Outage

START = datetime(2020, 7, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_can_be_told(cause: Cause) -> None:
    """For each cause the message says what, since when, who must act and what mends it."""
    told = content.down("default", Outage(id=1, began_at=START, cause=cause.value))
    explanation = EXPLANATIONS[cause]
    assert told["what"] == explanation.message
    assert told["remedy"] == explanation.remedy
    assert told["who"] == explanation.who.value
    assert told["since"] == "2020-07-20 09:00 UTC"
    assert set(told) - {"subject"} <= set(content.LABELS)


def test_the_subject_tells_what_is_broken() -> None:
    """What is down, what waits and what works in part have subjects of their own."""
    subjects = {
        effect: content.down("default", Outage(id=1, began_at=START, cause=cause.value))["subject"]
        for cause, effect in ((cause, EXPLANATIONS[cause].effect) for cause in Cause)
    }
    assert len(set(subjects.values())) == len(Effect)


def test_lines_are_in_the_order_of_reading() -> None:
    """The text has a line for each label that applies, and no other."""
    told = content.recovery(
        "default", Outage(id=1, began_at=START, cause="unreachable", ended_at=START)
    )
    assert [line.split(":")[0] for line in content.text(told).splitlines()] == [
        "Account",
        "What happened",
        "Since",
        "Until",
        "Who must act",
        "Cause",
    ]
