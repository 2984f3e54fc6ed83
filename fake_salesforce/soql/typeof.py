"""Binds TYPEOF: what is selected of a polymorphic parent, by the type of the parent.

The rules are the guide's ([K:soql-sosl/typeof]): the relationship leads to several types, each WHEN
names one of them, ELSE selects fields of Name. The words of the refusals are believed, and so is
that a type without a WHEN shows null where there is no ELSE.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable

from fake_salesforce.errors import MalformedQueryError
from fake_salesforce.schema.sobject import SObject

from . import nodes
from .bound import SelectedField, SelectedParent, SelectedTypeof
from .names import Scope, sobject_of
from .operands import BoundField, Hop
from .positions import located
from .unevaluated import refuse

Show = Callable[[BoundField, Scope], SelectedField]
"""Returns what is shown of a field."""


def bind_typeof(typeof: nodes.Typeof, scope: Scope, show: Show) -> SelectedTypeof:
    """Return the parents that a TYPEOF chooses from.

    Raises:
        InvalidFieldError: the object has no such relationship, or a type no such field.
        InvalidTypeError: a type does not exist, or the user may not read it.
        MalformedQueryError: the relationship is not polymorphic, or does not lead to a type.
    """
    hop = scope.hop(typeof.relationship)
    if not hop.is_polymorphic:
        message = f"TYPEOF needs a polymorphic relationship: {typeof.relationship}"
        raise MalformedQueryError(located(scope.text, typeof.relationship.position, message))
    alternatives = [_when(each, hop, scope, show) for each in typeof.whens]
    if typeof.otherwise:
        paths = (nodes.Path((hop.name, *each.names), each.position) for each in typeof.otherwise)
        fields = tuple(map(scope.field, paths))
        _refuse_further(fields, most=1)
        shown = tuple(map(SelectedField, fields))
        alternatives.append(SelectedParent((hop,), shown))
    return SelectedTypeof(hop.name, tuple(alternatives))


def _when(when: nodes.When, hop: Hop, scope: Scope, show: Show) -> SelectedParent:
    target = sobject_of(when.sobject, schema=scope.schema, access=scope.access, text=scope.text)
    if target.name not in hop.reference.reference_to:
        message = f"{hop.name} does not lead to {target.name}"
        raise MalformedQueryError(located(scope.text, when.sobject.position, message))
    typed = _typed(hop, target, scope)
    inner = dataclasses.replace(scope, sobject=target, own_names=frozenset(), parent_aliases={})
    fields = tuple(map(inner.field, when.fields))
    _refuse_further(fields, most=0)
    shown = (show(dataclasses.replace(each, hops=(typed,)), inner) for each in fields)
    return SelectedParent((typed,), tuple(shown))


def _refuse_further(fields: Iterable[BoundField], *, most: int) -> None:
    if any(len(each.hops) > most for each in fields):
        refuse("a path through a parent in TYPEOF")


def _typed(hop: Hop, target: SObject, scope: Scope) -> Hop:
    """Return the hop as one that leads to this type only, joined apart from the others."""
    reference = dataclasses.replace(
        hop.reference,
        reference_to=(target.name,),
        relationship_name=f"{hop.name} {target.name}",
    )
    return Hop(reference, (target,), (scope.access.records(target),))
