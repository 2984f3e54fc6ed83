"""``merge(request)``: leads, contacts or accounts into one of them ([K:api/merge]).

Each request is a transaction of its own, so one master can take more than two records by several
requests of one call (same page).
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from fake_salesforce.errors import SalesforceError
from fake_salesforce.soap.elements import Tag, tags
from fake_salesforce.soap.envelope import child, local, malformed, texts
from fake_salesforce.soap.one_by_one import results
from fake_salesforce.soap.posted import Request, SoapCall
from fake_salesforce.soap.record_errors import errors_of
from fake_salesforce.soap.sobject_records import SentRecord, read_record

_Asked = tuple[SentRecord, tuple[str, ...]]


def _answer(request: Request) -> Iterable[Tag]:
    asked = [_read(each, request) for each in request.envelope.call if local(each) == "request"]

    def merge(each: _Asked) -> Iterable[Tag]:
        master, loser_ids = each
        done = request.org.records.merge(
            master.sobject_name,
            master.record_id,
            loser_ids,
            fields=master.fields,
            user_id=request.user_id,
        )
        return (
            Tag("id", done.record_id),
            *(Tag("mergedRecordIds", each) for each in done.merged_record_ids),
            Tag("success", content=True),
            *(Tag("updatedRelatedIds", each) for each in done.updated_related_ids),
        )

    return results(request, asked, act=merge, refuse=_refused)


def _read(element: Element, request: Request) -> _Asked:
    master = child(element, "masterRecord")
    if master is None:
        message = "The merge lacks its masterRecord."
        raise malformed(message)
    sent = read_record(master, request.org.schema)
    if request.org.schema.sobject(sent.sobject_name) is None:
        message = f"There is no object {sent.sobject_name}."
        raise malformed(message)
    return sent, tuple(each.strip() for each in texts(element, "recordToMergeIds"))


def _refused(asked: _Asked, error: SalesforceError) -> Iterable[Tag]:
    return (*errors_of(error), *tags(id=asked[0].record_id or None, success=False))


CALL = SoapCall("merge", _answer)
