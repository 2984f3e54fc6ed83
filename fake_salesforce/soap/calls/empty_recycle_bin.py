"""``emptyRecycleBin(ids)``: deleted records gone for good ([K:api/emptyrecyclebin])."""

from __future__ import annotations

from fake_salesforce.soap.ids import call_of_ids
from fake_salesforce.soap.posted import Request


def _empty(request: Request, record_id: str) -> None:
    request.org.records.empty_recycle_bin(record_id, user_id=request.user_id)


CALL = call_of_ids("emptyRecycleBin", _empty)
