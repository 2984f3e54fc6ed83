"""New leads through collections, 200 a call."""

from transfer import BASE, ROWS_IN, Caller, new_lead

_RECORDS = 200

caller = Caller()
for first in range(0, ROWS_IN, _RECORDS):
    records = [
        {"attributes": {"type": "Lead"}, **new_lead(number)}
        for number in range(first, min(first + _RECORDS, ROWS_IN))
    ]
    answered = caller.ask("POST", f"{BASE}/composite/sobjects", json={"records": records}).json()
    assert all(each["success"] for each in answered), answered
caller.finish(caller.stopwatch.seconds(), caller.made())
