"""``delete(ids)``: records of any objects into the recycle bin ([K:api/delete])."""

from __future__ import annotations

from fake_salesforce.soap.ids import call_of_ids
from fake_salesforce.soap.posted import Request


def _delete(request: Request, record_id: str) -> None:
    request.org.records.delete_by_id(record_id, user_id=request.user_id)


CALL = call_of_ids("delete", _delete)
