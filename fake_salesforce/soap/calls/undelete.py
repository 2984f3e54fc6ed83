"""``undelete(ids)``: records back from the recycle bin ([K:api/undelete])."""

from __future__ import annotations

from fake_salesforce.soap.ids import call_of_ids
from fake_salesforce.soap.posted import Request


def _undelete(request: Request, record_id: str) -> None:
    request.org.records.undelete(record_id, user_id=request.user_id)


CALL = call_of_ids("undelete", _undelete)
