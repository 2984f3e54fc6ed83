"""Binds TYPEOF: what is selected of a polymorphic parent, by the type of the parent.

The rules are the guide's ([K:soql-sosl/typeof]): the relationship, of the object or of a parent,
leads to several types, each WHEN names one of them, ELSE selects fields of Name, and the fields may
be those of further parents. The words of the refusals are believed, and so is
that a type without a WHEN shows null where there is no ELSE.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from fake_salesforce.errors import MalformedQueryError
from fake_salesforce.schema.sobject import SObject

from . import nodes
from .bound import SelectedField, SelectedParent, SelectedTypeof
from .names import Scope, sobject_of
from .operands import BoundField, Hop
from .positions import located

Show = Callable[[BoundField, Scope], SelectedField]
"""Returns what is shown of a field."""


def bind_typeof(typeof: nodes.Typeof, scope: Scope, show: Show) -> SelectedTypeof:
    """Return the parents that a TYPEOF chooses from.

    Raises:
        InvalidFieldError: the object has no such relationship, or a type no such field.
        InvalidTypeError: a type does not exist, or the user may not read it.
        MalformedQueryError: the relationship is not polymorphic, or does not lead to a type; or a
            path goes through more than five parents.
    """
    hops = scope.hops(typeof.relationship)
    if not hops[-1].is_polymorphic:
        message = f"TYPEOF needs a polymorphic relationship: {typeof.relationship}"
        raise MalformedQueryError(located(scope.text, typeof.relationship.position, message))
    alternatives = [_when(each, hops, scope, show) for each in typeof.whens]
    if typeof.otherwise:
        through = typeof.relationship.names
        paths = (nodes.Path((*through, *each.names), each.position) for each in typeof.otherwise)
        shown = tuple(SelectedField(scope.field(each)) for each in paths)
        alternatives.append(SelectedParent(hops, shown))
    return SelectedTypeof(hops, tuple(alternatives))


def _when(when: nodes.When, hops: tuple[Hop, ...], scope: Scope, show: Show) -> SelectedParent:
    *before, hop = hops
    target = sobject_of(when.sobject, schema=scope.schema, access=scope.access, text=scope.text)
    if target.name not in hop.reference.reference_to:
        message = f"{hop.name} does not lead to {target.name}"
        raise MalformedQueryError(located(scope.text, when.sobject.position, message))
    typed = (*before, _typed(hop, target, scope))
    inner = dataclasses.replace(scope, sobject=target, own_names=frozenset(), parent_aliases={})

    def shown(path: nodes.Path) -> SelectedField:
        field = inner.field(path)
        scope.check_depth(path, len(typed) + len(field.hops))
        found = show(field, inner)
        return dataclasses.replace(
            found, operand=dataclasses.replace(field, hops=(*typed, *field.hops))
        )

    return SelectedParent(typed, tuple(map(shown, when.fields)))


def _typed(hop: Hop, target: SObject, scope: Scope) -> Hop:
    """Return the hop as one that leads to this type only, joined apart from the others."""
    reference = dataclasses.replace(
        hop.reference,
        reference_to=(target.name,),
        relationship_name=f"{hop.name} {target.name}",
    )
    return Hop(reference, (target,), (scope.access.records(target),))
