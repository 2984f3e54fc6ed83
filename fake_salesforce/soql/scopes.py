"""USING SCOPE: which of an object's records a query is about.

The words are those of the guide of v49.0 ([D:226 sforce_api_calls_soql_select_using_scope]) and of
recorded describes ([CCI] supportedScopes). What ``queue_owned``, ``user_owned`` and ``delegated``
keep is believed, after their labels.

The others need what an org may lack: territories and teams, which the fake does not have, and
ProcessInstanceWorkItem, the one object of ``mine_and_my_groups`` ([K:soql-sosl/using-scope]). A
scope that describe does not list for an object fails ([I:IlluminatedCloud#1376]); errorCode and
words are believed. What a team is of an object that lists it is not told anywhere: 501.
"""

from __future__ import annotations

from fake_salesforce.errors import InvalidQueryScopeError, MalformedQueryError
from fake_salesforce.schema.field import Field

from . import nodes
from .bound import BoundAnd, BoundComparison, BoundCondition, BoundNot
from .names import Scope
from .nodes import Operator
from .operands import BoundField
from .positions import located
from .unevaluated import refuse


def bind_using_scope(query: nodes.Query, scope: Scope, user_id: str) -> BoundCondition | None:
    """Return the condition that USING SCOPE sets, None for none.

    Raises:
        InvalidQueryScopeError: the object has no such scope.
        MalformedQueryError: the query goes from parents to children.
        NotImplementedInFakeError: the object has the scope, and the fake not what it needs.
    """
    if query.scope is None:
        return None
    if any(isinstance(each, nodes.Subquery) for each in query.selection or ()):
        refuse_between_parents_and_children(query.scope, scope)
    name = str(query.scope).lower()
    if name == "everything":
        return None
    owner = scope.sobject.field("OwnerId")
    found = None if owner is None else _of_owner(name, owner, scope, user_id)
    if found is None:
        if name in dict(scope.sobject.supported_scopes):
            refuse(f"USING SCOPE {query.scope} of {scope.sobject.name}")
        message = f"The scope {query.scope} is not supported by {scope.sobject.name}"
        raise InvalidQueryScopeError(located(scope.text, query.scope.position, message))
    return found


def refuse_between_parents_and_children(word: nodes.Path, scope: Scope) -> None:
    """Refuse a scope in a query from parents to children, or in the subquery of one.

    The rule is the guide's ([K:soql-sosl/understanding-relationship-query-limitations]), the words
    are believed.
    """
    message = "USING SCOPE cannot be used in a query with a parent-child relationship"
    raise MalformedQueryError(located(scope.text, word.position, message))


def _of_owner(name: str, owner: Field, scope: Scope, user_id: str) -> BoundCondition | None:
    """Return what a scope says of a record's owner; None if it says nothing that is known here."""
    mine = BoundComparison(BoundField(owner), Operator.EQUAL, (user_id,))
    creator = scope.sobject.field("CreatedById")
    has_queues = "Group" in owner.reference_to
    match name:
        case "mine":
            return mine
        case "delegated" if creator is not None and scope.sobject.name == "Task":
            made_by_me = BoundComparison(BoundField(creator), Operator.EQUAL, (user_id,))
            return BoundAnd((made_by_me, BoundNot(mine)))
        case "queue_owned" if has_queues:
            return _is_of(owner, "Group", scope)
        case "user_owned" if has_queues:
            return _is_of(owner, "User", scope)
        case _:
            return None


def _is_of(owner: Field, sobject_name: str, scope: Scope) -> BoundCondition:
    """Return the condition that an owner is of one type, which the first characters of ids tell."""
    sobject = scope.schema.sobject(sobject_name)
    assert sobject is not None
    first = sobject.key_prefix
    behind = first[:-1] + chr(ord(first[-1]) + 1)
    field = BoundField(owner)
    return BoundAnd(
        (
            BoundComparison(field, Operator.GREATER_OR_EQUAL, (first,)),
            BoundComparison(field, Operator.LESS, (behind,)),
        )
    )
