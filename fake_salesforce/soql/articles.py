"""WITH DATA CATEGORY, UPDATE TRACKING and UPDATE VIEWSTAT: clauses of queries for articles.

FROM must name KnowledgeArticleVersion, an article type or Question
([K:soql-sosl/with-data-category], [K:soql-sosl/update]). The org of the fake has no Salesforce
Knowledge, so those names are unknown objects, and the clause is refused for every other object;
errorCode and words are believed.
"""

from __future__ import annotations

from fake_salesforce.errors import MalformedQueryError

from . import nodes
from .names import Scope
from .positions import located


def refuse_clauses_of_articles(query: nodes.Query, scope: Scope) -> None:
    """Refuse what only queries for articles have.

    Raises:
        MalformedQueryError: the query has such a clause.
    """
    clauses = (
        *(("WITH DATA CATEGORY", each.group) for each in query.data_categories),
        *((f"UPDATE {each}", each) for each in query.updates),
    )
    for clause, path in clauses:
        message = f"{clause} is only allowed for articles and questions, not for"
        raise MalformedQueryError(
            located(scope.text, path.position, f"{message} {scope.sobject.name}")
        )
