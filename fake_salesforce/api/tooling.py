"""The Tooling API: which packages are installed (reference 3.15).

Only ``query`` over InstalledSubscriberPackage, with its parents, is here. To a user who may not ask
for it the object does not exist; the Tooling API says so without the place in the query
([I:OrgCheck#144]).
"""

from __future__ import annotations

import json

from fake_salesforce import soql
from fake_salesforce.errors import (
    InvalidTypeError,
    MalformedQueryError,
    NotImplementedInFakeError,
)
from fake_salesforce.org import MOST_PAGE_ROWS, Page

from .call import Answer, Call, Route
from .queries import tells_columns

_ENTITY = "InstalledSubscriberPackage"


def query(call: Call) -> Answer:
    """Answer a SOQL text over what the Tooling API has."""
    if "q" not in call.arguments:
        message = "A query string has to be specified"
        raise MalformedQueryError(message)
    text = call.arguments["q"]
    name = str(soql.parse(text).sobject)
    asking = call.org.asking(call.user_id, page_rows=MOST_PAGE_ROWS)
    queries = call.org.tooling_queries
    try:
        if tells_columns(call):
            answer = queries.columns(text, asking)
        else:
            answer = _answer(queries.first_page(text, asking), version=call.version)
    except InvalidTypeError as error:
        message = f"sObject type '{name}' is not supported."
        raise InvalidTypeError(message) from error
    if name.lower() != _ENTITY.lower():
        part = f"a Tooling query of {name} by itself"
        raise NotImplementedInFakeError(part, instead=f"It answers those of {_ENTITY}.")
    return Answer(answer)


def _answer(page: Page, *, version: str) -> dict[str, object]:
    """Return the page as the Tooling API has it: its own keys, its own urls ([P])."""
    texts: list[str] = []
    if page.projection is not None:
        # The urls of records are those of the version's path and `sobjects`.
        texts = soql.render(page.projection, page.records, version=f"{version}/tooling")
    return {
        "size": len(texts) if page.projection is not None else page.total_size,
        "totalSize": page.total_size,
        "done": True,
        "queryLocator": None,
        "entityTypeName": None if page.projection is None else _ENTITY,
        "records": [json.loads(each) for each in texts],
    }


ROUTES = (Route("/tooling/query", "tooling_query", query),)
