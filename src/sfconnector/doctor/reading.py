"""Asking Salesforce: every probe reads, none changes anything.

Whatever a probe is refused for is kept with Salesforce's words, and the next one is asked. Only
what means that the connection itself does not work goes up: another probe would meet the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from sfconnector.clock import Clock
from sfconnector.doctor import custom_objects
from sfconnector.doctor.observations import (
    NOT_ASKED,
    Observations,
    OrganizationFacts,
    Refusal,
    Told,
)
from sfconnector.doctor.requirements import OBJECT_RIGHTS, PERMISSIONS, SOBJECTS
from sfconnector.errors import (
    ApiDisabledError,
    ApiError,
    AuthenticationError,
    ConnectError,
    ConnectorError,
    InputError,
    LimitExceededError,
    SessionExpiredError,
    TransportError,
    UnavailableError,
    UnexpectedAnswerError,
)
from sfconnector.salesforce import (
    app_menu,
    date_header,
    describe,
    describe_global,
    installed_packages,
    limit_info,
    limits,
    login_history,
    permission_sets,
    profile,
    record_access,
    reports,
    resources,
    sobject_row,
    user_record,
)
from sfconnector.salesforce.exchange import Answer
from sfconnector.salesforce.rows import text
from sfconnector.salesforce.session import Session

ToldT = TypeVar("ToldT")

BROKEN = (AuthenticationError, ApiDisabledError, ConnectError, LimitExceededError)
"""Errors that every further probe would meet too."""
MOST_SILENT = 2
"""Probes in a row that may get no answer, each tried several times, before it is given up."""
MOST_CUSTOM_OBJECTS = 25
"""Those that are described, a call for each; an organization may have hundreds."""
SAMPLED: Mapping[str, str] = {"Contact": "", "Lead": "IsConverted = false"}
"""Objects that need Modify All, and of which records: a converted lead is closed to everybody."""


class Probes:
    """Asks one thing after the other."""

    def __init__(self) -> None:
        self._silent = 0

    def ask(self, read: Callable[[], ToldT]) -> Told[ToldT]:
        """Return what is told, or Salesforce's words if it is refused.

        Raises:
            ConnectorError: the connection does not work, or nothing was answered several times.
        """
        told: Told[ToldT]
        try:
            told = read()
        except BROKEN:
            raise
        except UnexpectedAnswerError as error:
            return _refusal(error)
        except (UnavailableError, TransportError) as error:
            self._silent += 1
            if self._silent > MOST_SILENT:
                raise
            return _refusal(error)
        except (ApiError, InputError) as error:
            told = _refusal(error)
        self._silent = 0
        return told


def read_all(session: Session, clock: Clock, *, instance_url: str) -> Observations:
    """Read what the rules need, in some 25 calls, and one for each custom object that is of use.

    Args:
        session: the account's.
        clock: the connector's.
        instance_url: where the session is good for.

    Raises:
        AuthenticationError: Salesforce does not let the user in.
        TransportError: Salesforce cannot be reached, or answers nothing.
        ApiError: the very first call is refused, the API is disabled, a limit is reached, or
            Salesforce is not available.
    """
    before = clock.now()
    first = session.call(resources.request())
    skew = _skew(first, before, clock.now())
    caller = resources.read(first)
    me = caller.user_id
    ask = Probes().ask

    own = ask(lambda: user_record.read(session, me))
    own_profile: Told[profile.Profile] = NOT_ASKED
    if not isinstance(own, Refusal):
        profile_id = own.profile_id
        own_profile = ask(lambda: profile.read(session, profile_id))
    assigned = ask(lambda: permission_sets.read(session, me, PERMISSIONS))
    rights: Told[Mapping[str, frozenset[str]]] = NOT_ASKED
    if not isinstance(assigned, Refusal):
        set_ids = assigned.set_ids
        sobjects = {each.sobject for each in OBJECT_RIGHTS}
        rights = ask(lambda: permission_sets.read_object_rights(session, set_ids, sobjects))

    objects = ask(lambda: describe_global.read(session.call(describe_global.request())))
    names = SOBJECTS
    if not isinstance(objects, Refusal):
        listed = {each.name for each in objects}
        names = tuple(each for each in SOBJECTS if each in listed)
    described = {name: ask(_describing(session, name)) for name in names}
    of_use = _of_use(objects, described)
    custom: dict[str, Told[describe.Described]] = {
        name: ask(_describing(session, name)) for name in of_use[:MOST_CUSTOM_OBJECTS]
    }
    custom |= dict.fromkeys(of_use[MOST_CUSTOM_OBJECTS:], NOT_ASKED)
    samples = {
        name: ask(_sampling(session, name, me))
        for name in SAMPLED
        if name in names and isinstance(rights, Refusal)
    }

    usage = ask(lambda: session.call(limits.request()))
    told_limits: Told[Mapping[str, limits.Usage]] = (
        usage if isinstance(usage, Refusal) else ask(_reading_limits(usage))
    )
    seen = Observations(
        at=before,
        clock_skew=skew,
        instance_url=instance_url,
        tls=first.tls,
        api_usage=limit_info.read(first if isinstance(usage, Refusal) else usage),
        limits=told_limits,
        organization=ask(lambda: _organization(session, caller.organization_id)),
        user=own,
        profile=own_profile,
        assigned=assigned,
        object_rights=rights,
        objects=objects,
        described=described,
        custom=custom,
        samples=samples,
        packages=ask(lambda: installed_packages.read(session)),
        connected_apps=ask(lambda: app_menu.read(session)),
        logins=ask(lambda: login_history.read(session, me)),
        shelf=ask(lambda: reports.read(session)),
    )
    if seen.has("RunReports") is None:
        return replace(seen, may_run_reports=_may_run(session, ask, seen.shelf))
    return seen


def _of_use(
    objects: Told[tuple[describe_global.ListedObject, ...]],
    described: Mapping[str, Told[describe.Described]],
) -> tuple[str, ...]:
    """Return the custom objects that refer to leads or contacts."""
    if isinstance(objects, Refusal):
        return ()
    told = {name: each for name, each in described.items() if isinstance(each, describe.Described)}
    return tuple(custom_objects.related(custom_objects.readable(objects), told))


def _may_run(
    session: Session,
    ask: Callable[[Callable[[], bool]], Told[bool]],
    shelf: Told[reports.Shelf],
) -> Told[bool]:
    if isinstance(shelf, Refusal):
        return shelf
    if shelf.report_id is None:
        return Refusal("The user sees no report with which it could be tried.")
    report_id = shelf.report_id
    try:
        return ask(lambda: reports.may_run(session, report_id))
    except SessionExpiredError as error:
        # A run is no plain read, so the session does not repeat it after a new login: that says
        # nothing about the connection.
        return _refusal(error)


def _describing(session: Session, name: str) -> Callable[[], describe.Described]:
    return lambda: describe.read_whole(session.call(describe.request(name)))


def _sampling(session: Session, name: str, me: str) -> Callable[[], record_access.Sample]:
    return lambda: record_access.read(session, name, me, condition=SAMPLED[name])


def _reading_limits(answer: Answer) -> Callable[[], Mapping[str, limits.Usage]]:
    return lambda: limits.read(answer)


def _organization(session: Session, organization_id: str) -> OrganizationFacts:
    row = sobject_row.read(session.call(sobject_row.request("Organization", organization_id)))
    return OrganizationFacts(
        edition=text(row, "OrganizationType"),
        default_access={
            name.removeprefix("Default").removesuffix("Access"): value
            for name, value in row.items()
            if name.startswith("Default") and name.endswith("Access") and isinstance(value, str)
        },
    )


def _skew(answer: Answer, before: datetime, after: datetime) -> timedelta | None:
    """Return how far Salesforce's clock is ahead, to about a second: a Date header has no parts."""
    there = date_header.read(answer)
    return None if there is None else there - (before + (after - before) / 2)


def _refusal(error: ConnectorError) -> Refusal:
    return Refusal(" ".join((error.detail or error.message).split()))
