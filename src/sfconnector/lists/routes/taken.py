"""The route that an import takes: the user's, the rule's, or the one it stands on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

from sfconnector.clock import Clock
from sfconnector.events import Event, RouteChosen
from sfconnector.lists.leads import SOBJECT, AllLeads
from sfconnector.lists.routes import bulk
from sfconnector.lists.routes.bulk import BulkRoute
from sfconnector.lists.routes.choice import RouteChoice, check, choose
from sfconnector.salesforce import query
from sfconnector.salesforce.describe import Field
from sfconnector.salesforce.query import Page
from sfconnector.salesforce.session import Session
from sfconnector.store.import_runs import ImportRun
from sfconnector.sync.pull import Source

RouteWanted: TypeAlias = Literal["rest", "bulk", "auto"]


def checked(
    fields: tuple[str, ...], wanted: RouteWanted, *, visible: Sequence[Field]
) -> tuple[str, ...]:
    """Return the fields if the route wanted can be taken with them.

    Raises:
        InputError: it cannot; told before anything is begun.
    """
    if wanted == "bulk":
        check(wanted, _types(fields, visible).values())
    return fields


def taken(
    run: ImportRun,
    wanted: RouteWanted,
    *,
    list_name: str,
    session: Session,
    visible: Callable[[], Sequence[Field]],
    clock: Clock,
    emit: Callable[[Event], None],
) -> Source[Page[Any]]:
    """Return the leads by the route wanted; a run with a locator goes on by the route of that.

    Bulk costs a call that counts the leads and tells how long an exchange takes, and needs to know
    the ``visible`` fields, which are asked for only then.

    Raises:
        InputError: the wanted route cannot be taken with these fields.
        ConnectorError: as :meth:`Session.call`.
    """
    if run.locator is not None:
        wanted = "bulk" if bulk.is_locator(run.locator) else "rest"
    if wanted == "rest":
        return AllLeads(session, run.fields)
    types = _types(run.fields, visible())
    if run.locator is None:
        choice = _chosen(run, wanted, types, session=session, clock=clock)
        emit(
            RouteChosen(
                at=clock.now(),
                list_name=list_name,
                route=choice.route,
                reason=choice.reason,
                rows=choice.rows,
                calls=choice.calls,
            )
        )
        if choice.route == "rest":
            return AllLeads(session, run.fields)
    return BulkRoute(
        session,
        lambda after: query.select(SOBJECT, run.fields, after=after),
        types,
        clock=clock,
        emit=emit,
    )


def _types(fields: Sequence[str], visible: Sequence[Field]) -> dict[str, str]:
    kinds = {field.name: field.type for field in visible}
    return {name: kinds.get(name, "string") for name in fields}


def _chosen(
    run: ImportRun,
    wanted: Literal["bulk", "auto"],
    types: Mapping[str, str],
    *,
    session: Session,
    clock: Clock,
) -> RouteChoice:
    before = clock.monotonic()
    after = run.last_record_id
    condition = None if after is None else query.behind(after)
    answer = session.call(query.query(query.count(SOBJECT, condition)))
    return choose(
        query.read_count(answer),
        types.values(),
        exchange_seconds=clock.monotonic() - before,
        forced="bulk" if wanted == "bulk" else None,
        query_length=len(query.select(SOBJECT, run.fields, after=after)),
    )
