"""Calls whose only argument is ``ids``: delete, undelete, emptyRecycleBin.

Each answers with results of ``errors``, ``id`` and ``success`` in this order, as recorded of
undelete, where a refused record has its id too ([P]).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fake_salesforce import ids
from fake_salesforce.errors import SalesforceError

from .elements import Tag, tags
from .envelope import texts
from .one_by_one import results
from .posted import Request, SoapCall
from .record_errors import errors_of


def call_of_ids(name: str, act: Callable[[Request, str], None]) -> SoapCall:
    """Return a call that does something to each record of ``ids``."""

    def answer(request: Request) -> Iterable[Tag]:
        asked = [each.strip() for each in texts(request.envelope.call, "ids")]

        def done(record_id: str) -> Iterable[Tag]:
            act(request, record_id)
            return tags(id=ids.normalize(record_id), success=True)

        return results(request, asked, act=done, refuse=_refused)

    return SoapCall(name, answer)


def _refused(record_id: str, error: SalesforceError) -> Iterable[Tag]:
    known = ids.normalize(record_id) if ids.is_id(record_id) else None
    return (*errors_of(error), *tags(id=known, success=False))
