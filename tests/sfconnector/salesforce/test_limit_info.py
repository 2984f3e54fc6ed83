from __future__ import annotations

import pytest

from sfconnector.salesforce.exchange import Answer
from sfconnector.salesforce.limit_info import ApiUsage, read


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("api-usage=18/5000", ApiUsage(18, 5000)),
        ("api-usage=25/5000; per-app-api-usage=17/250(appName=example)", ApiUsage(25, 5000)),
        ("api-usage=10018/100000; api-bursts=1/750", ApiUsage(10018, 100000)),
        ("per-app-api-usage=17/250(appName=example)", None),
        ("per-app-api-usage=17/250(appName=example); api-usage=3/9", ApiUsage(3, 9)),
        ("api-usage=5001/5000", ApiUsage(5001, 5000)),
        ("api-usage=-1/5000", None),
        ("api-usage=1", None),
        ("", None),
    ],
)
def test_the_header_is_read_as_documented(header: str, expected: ApiUsage | None) -> None:
    """The organization's part is read, whatever stands beside it; another form tells nothing."""
    assert read(Answer(200, {"sforce-limit-info": header}, b"")) == expected


def test_an_answer_without_the_header_tells_nothing() -> None:
    """A login, for one, has no such header."""
    assert read(Answer(200, {}, b"")) is None
