"""The route that an import takes: the user's, the rule's, or the one it stands on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeAlias

from sfconnector.clock import Clock
from sfconnector.events import Event, RouteChosen
from sfconnector.lists.routes import bulk
from sfconnector.lists.routes.auto import AutoRoute
from sfconnector.lists.routes.bulk import BulkRoute
from sfconnector.lists.routes.choice import RouteChoice, check, choose
from sfconnector.lists.routes.rest import RestRoute
from sfconnector.lists.routes.rows import RowsRoute
from sfconnector.lists.sources.members import Members
from sfconnector.lists.sources.selection import Selection
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
    members: Members,
    session: Session,
    visible: Callable[[], Sequence[Field]],
    clock: Clock,
    emit: Callable[[Event], None],
    calls_left: Callable[[], int | None],
) -> Source[Page[Any]]:
    """Return the members by the route wanted; a run with a locator goes on by the route of that.

    The ``visible`` fields are asked for by whatever writes a query: not to follow a locator of
    REST. ``calls_left`` tells what may be spent before our work stops; None: nothing limits it.

    Raises:
        InputError: the wanted route cannot be taken with these fields.
        ConnectorError: as :meth:`Session.call`.
    """
    if not isinstance(members, Selection):
        return RowsRoute(members.rows(session, run.fields))
    selection = members

    def soql(after: str | None) -> str:
        return query.select(
            selection.sobject,
            selection.selected(run.fields),
            after=after,
            condition=_present(selection, visible),
        )

    if run.locator is not None:
        wanted = "bulk" if bulk.is_locator(run.locator) else "rest"
    rest = RestRoute(session, soql, run.fields, paths=selection.paths)
    if wanted == "rest":
        return rest
    types = _types(run.fields, visible())
    job = BulkRoute(session, soql, types, paths=selection.paths, clock=clock, emit=emit)
    if wanted == "bulk" or len(soql(run.last_record_id)) > query.LONGEST_URL:
        return job

    def told(choice: RouteChoice) -> None:
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

    return AutoRoute(
        rest,
        job,
        choose=lambda rows, seconds: choose(
            rows, types.values(), exchange_seconds=seconds, calls_left=calls_left()
        ),
        clock=clock,
        told=told,
    )


def _present(selection: Selection, visible: Callable[[], Sequence[Field]]) -> str | None:
    return selection.present({each.name for each in visible()})


def _types(fields: Sequence[str], visible: Sequence[Field]) -> dict[str, str]:
    kinds = {field.name: field.type for field in visible}
    return {name: kinds.get(name, "string") for name in fields}
