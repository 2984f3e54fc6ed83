from __future__ import annotations

import pytest

from sfconnector.salesforce.exchange import Answer
from sfconnector.salesforce.limit_info import read
from sfconnector.salesforce.limits import Usage


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("api-usage=18/5000", Usage(18, 5000)),
        ("api-usage=25/5000; per-app-api-usage=17/250(appName=example)", Usage(25, 5000)),
        ("api-usage=10018/100000; api-bursts=1/750", Usage(10018, 100000)),
        ("per-app-api-usage=17/250(appName=example)", None),
        ("per-app-api-usage=17/250(appName=example); api-usage=3/9", Usage(3, 9)),
        ("api-usage=5001/5000", Usage(5001, 5000)),
        ("api-usage=-1/5000", None),
        ("api-usage=1", None),
        ("", None),
    ],
)
def test_the_header_is_read_as_documented(header: str, expected: Usage | None) -> None:
    """The organization's part is read, whatever stands beside it; another form tells nothing."""
    assert read(Answer(200, {"sforce-limit-info": header}, b"")) == expected


def test_an_answer_without_the_header_tells_nothing() -> None:
    """A login, for one, has no such header."""
    assert read(Answer(200, {}, b"")) is None
