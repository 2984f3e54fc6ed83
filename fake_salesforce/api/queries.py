"""Queries: the first page of a SOQL text, and the pages a locator names (reference 3.6)."""

from __future__ import annotations

import json
import re
from typing import Any

from fake_salesforce import soql
from fake_salesforce.errors import MalformedQueryError, NotImplementedInFakeError
from fake_salesforce.org import LEAST_PAGE_ROWS, MOST_PAGE_ROWS, Page

from .call import Answer, Call, Route
from .newer_soql import looking_for_newer

_BATCH_SIZE = re.compile(r"\bbatchSize\s*=\s*([0-9]{1,18})", re.IGNORECASE)


def query(call: Call) -> Answer:
    """Answer a SOQL text with its first page."""
    return _first_page(call, include_deleted=False)


def query_all(call: Call) -> Answer:
    """Answer a SOQL text with its first page, the recycle bin included."""
    return _first_page(call, include_deleted=True)


def query_more(call: Call, locator: str) -> Answer:
    """Answer with the page a locator names.

    Either path takes any locator, as jsforce reads a queryAll on through ``query`` (reference 3.6).
    """
    asking = call.org.asking(call.user_id, page_rows=MOST_PAGE_ROWS)
    page = call.org.queries.next_page(locator, asking, written_for=written_for(call))
    return answer(call, page)


def _first_page(call: Call, *, include_deleted: bool) -> Answer:
    if "explain" in call.arguments:
        part = "the explain parameter of query"
        raise NotImplementedInFakeError(part, instead="It answers q=SOQL.")
    if "q" not in call.arguments:
        message = "A query string has to be specified"
        raise MalformedQueryError(message)
    asking = call.org.asking(
        call.user_id, page_rows=_page_rows(call), include_deleted=include_deleted
    )
    text = call.arguments["q"]
    with looking_for_newer(text, call.version):
        if tells_columns(call):
            return Answer(call.org.queries.columns(text, asking))
        page = call.org.queries.first_page(text, asking, written_for=written_for(call))
    return answer(call, page)


def tells_columns(call: Call) -> bool:
    """Tell whether a query is to be answered by its columns ([PD]; no other value is, believed)."""
    return call.arguments.get("columns", "").lower() == "true"


def _page_rows(call: Call) -> int:
    """Return the batch size of Sforce-Query-Options, held to 200 to 2,000; 2,000 without one."""
    match = _BATCH_SIZE.search(call.headers.get("Sforce-Query-Options", ""))
    if match is None:
        return MOST_PAGE_ROWS
    return max(LEAST_PAGE_ROWS, min(int(match[1]), MOST_PAGE_ROWS))


def written_for(call: Call) -> str | None:
    """Return the version whose compact JSON is wanted; None where it is to be pretty."""
    return None if call.is_pretty else call.version


def values(page: Page) -> list[dict[str, Any]]:
    """Return the records of a page as JSON has them, their ``attributes`` included."""
    if page.projection is None:
        return []
    return [json.loads(each) for each in soql.render(page.projection, page.records)]


def answer(call: Call, page: Page) -> Answer:
    """Answer with one page of a query."""
    call.org.tally.note(read=page.number)
    next_records_url = f"{call.base}/query/{page.next_locator}" if page.next_locator else None
    if page.written is not None:
        text = soql.page_of_array(
            page.written.array, total_size=page.total_size, next_records_url=next_records_url
        )
        return Answer(text=text)
    text = soql.render_page(
        page.projection,
        page.records,
        total_size=page.total_size,
        next_records_url=next_records_url,
        version=call.version,
        pretty=call.is_pretty,
    )
    return Answer(text=text)


ROUTES = (
    Route("/query", "query", query),
    Route("/query/<locator>", "query_more", query_more),
    Route("/queryAll", "query_all", query_all),
    Route("/queryAll/<locator>", "query_all_more", query_more),
)
