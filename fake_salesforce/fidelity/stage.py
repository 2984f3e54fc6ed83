"""Sets up the org that a row is given, plays what happens in it, and asks.

Rows that leave the clock alone share one fake, each with an org of its own; a row that sets or
moves the clock has a fake to itself.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from datetime import UTC
from types import TracebackType
from typing import Any, Self

import requests

from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.clock import SUMMER_20
from fake_salesforce.login.hosts import own_host
from fake_salesforce.org import PermissionSet
from fake_salesforce.profiles import Rights

from .caller import Caller, filled
from .connected_client import ConnectedClient
from .matching import Reply
from .model import (
    Act,
    Advance,
    Ask,
    Delete,
    FailLogins,
    Given,
    GivenRights,
    Lock,
    Request,
    Row,
    SoapLogin,
    Step,
    Switch,
    View,
)

_USERNAME = "fidelity@example.com"
_CLIENT = "fidelity"


class Stage:
    """Fakes on which rows are played; a context manager."""

    def __init__(self) -> None:
        self._shared = FakeSalesforce()
        self._client = ConnectedClient()

    def __enter__(self) -> Self:
        self._shared.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._shared.__exit__(kind, error, traceback)

    def play(self, row: Row) -> tuple[Reply, dict[str, str]]:
        """Play a row; return what came back, and what its ``${names}`` stand for."""
        with (
            self._fake(row.given) as salesforce,
            salesforce.create_org(edition=row.given.edition, is_sandbox=row.given.sandbox) as org,
        ):
            scene = _Scene(salesforce, org, row.given, self._client)
            try:
                for step in row.given.steps:
                    scene.do(step)
                return scene.ask(row.request), dict(scene.caller.names)
            finally:
                scene.close()

    @contextlib.contextmanager
    def _fake(self, given: Given) -> Iterator[FakeSalesforce]:
        if not given.needs_own_clock:
            yield self._shared
            return
        start = given.clock or SUMMER_20
        with FakeSalesforce(start=start.replace(tzinfo=start.tzinfo or UTC)) as salesforce:
            yield salesforce


class _Scene:
    """One row's org, its user, and a client logged in as that user."""

    def __init__(
        self, salesforce: FakeSalesforce, org: Org, given: Given, client: ConnectedClient
    ) -> None:
        self._org = org
        self._held = contextlib.ExitStack()
        self._user = org.create_user(_USERNAME, **given.user)
        self.caller = Caller(salesforce.url)
        self.caller.names |= {
            "org.id": org.id,
            "org.profile_id": org.profile_id,
            "org.client_id": org.client_id,
            "org.client_secret": org.client_secret,
            "user.id": self._user.id,
            "user.username": _USERNAME,
        }
        self._tell_secrets(self._user)
        org.add_all(_additions(given, are_rules=False))
        if given.rights is not None:
            self._user.assign(_permission_set(org, given.rights, given.revoked))
        for name, access in given.defaults.items():
            org.share_by_default(name, access)
        if given.organization:
            org.update("Organization", org.id, given.organization)
        for holder, values in ((org.settings, given.settings), (org.limits, given.limits)):
            for name, value in values.items():
                _switch(holder, name, value)
        _set_weather(org, given)
        self.caller.names["org.host"] = own_host(org)
        if given.app is not None:
            self.caller.names |= client.join(org, self._user, given.app)
        if given.leads:
            org.populate(leads=given.leads)
        for name, fields in given.records.items():
            self._create(name, dict(fields))
        for name, report in given.reports.items():
            self.caller.names[name] = org.add_report(**filled(dict(report), self.caller.names))
        org.add_all(filled(_additions(given, are_rules=True), self.caller.names))
        self._log_in()

    def _create(self, name: str, fields: dict[str, Any]) -> None:
        sobject = fields.pop("sobject")
        record_id = self._org.create(sobject, filled(fields, self.caller.names))
        self.caller.names |= {
            name: record_id,
            f"{name}.15": record_id[:15],
            f"{name}.lower": record_id.lower(),
        }

    def _tell_secrets(self, user: User) -> None:
        self.caller.names |= {
            "user.password": user.password,
            "user.security_token": user.security_token,
            "user.secret": user.secret,
            "user.code": user.code,
        }

    def _log_in(self) -> None:
        self.caller.names["session"] = self._org.open_session(
            self._user.id, client=f"soap u {_CLIENT}"
        )

    def close(self) -> None:
        """Let go of what is held, and hang up."""
        self._held.close()
        self.caller.close()

    def ask(self, request: Request) -> Reply:
        try:
            return self.caller.send(request)
        except requests.exceptions.ChunkedEncodingError:
            return Reply(0, {}, "", broken="part of an answer")
        except requests.ConnectionError:
            return Reply(0, {}, "", broken="no answer")

    def do(self, step: Step) -> None:
        match step:
            case Act():
                self._act(step)
            case Advance():
                self._org.clock.advance(**{str(name): n for name, n in step.advance.items()})
            case Ask():
                self._ask_before(step.ask)
            case Delete():
                self._delete(self.caller.names[step.delete])
            case Lock():
                self._lock(step)
            case View():
                self._user.view(self.caller.names[step.view])
            case FailLogins():
                self._fail_logins(step.fail_logins)
            case Switch():
                for name, value in step.settings.items():
                    _switch(self._org.settings, name, value)
            case _:
                self._deed(step)

    def _deed(self, deed: str) -> None:
        match deed:
            case "log_in":
                self._log_in()
            case "end_sessions" | "expire_query_locators":
                getattr(self._org, deed)()
            case "reset_security_token" | "set_password":
                self.caller.names |= {
                    "old.password": self._user.password,
                    "old.secret": self._user.secret,
                }
                getattr(self._user, deed)()
                self._tell_secrets(self._user)
            case _:
                getattr(self._user, deed)()

    def _act(self, step: Act) -> None:
        holder, _, name = step.act.partition(".")
        given = filled(step.given, self.caller.names)
        named = {each: filled(value, self.caller.names) for each, value in step.named.items()}
        getattr(self._org if holder == "org" else self._user, name)(*given, **named)
        self._tell_secrets(self._user)

    def _fail_logins(self, count: int) -> None:
        for _ in range(count):
            self.ask(Request(soap=SoapLogin(secret="wrong")))  # noqa: S106 - no secret

    def _delete(self, record_id: str) -> None:
        sobject = self._org.schema.sobject_of_id(record_id)
        assert sobject is not None
        self._org.delete(sobject.name, record_id)

    def _lock(self, step: Lock) -> None:
        record_id = self.caller.names[step.lock]
        if step.by == "approval":
            self._org.lock_record(record_id)
        else:
            self._held.enter_context(self._org.hold_lock(record_id))

    def _ask_before(self, request: Request) -> None:
        reply = self.ask(request)
        self.caller.names |= {f"header.{name}": each for name, each in reply.headers.items()}
        with contextlib.suppress(ValueError):
            for path, value in _leaves(json.loads(reply.text)):
                self.caller.names[f"answer.{path}"] = str(value)
        for name, text in re.findall(r"<(\w+)>([^<]*)</\1>", reply.text):
            self.caller.names.setdefault(f"answer.{name}", text)


def _set_weather(org: Org, given: Given) -> None:
    for name, used in given.usage.items():
        org.usage.set(name, used)
    for each in given.faults:
        org.faults.add(each.fault, match=each.match, phase=each.phase, count=each.count)


def _additions(given: Given, *, are_rules: bool) -> dict[str, Any]:
    """Return the rules among the additions, or the others: rules can name records."""
    return {
        name: {kind: each for kind, each in added.items() if kind.endswith("_rules") is are_rules}
        for name, added in given.additions.items()
    }


def _permission_set(org: Org, given: GivenRights, revoked: list[str]) -> PermissionSet:
    rights = Rights(
        name="Fidelity",
        permissions=frozenset(given.permissions),
        objects=given.objects,
        fields=given.fields,
    )
    permission_set = org.permission_set(rights.name)
    permission_set.take(rights)
    for what in revoked:
        permission_set.lose(what)
    return permission_set


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - JSON
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in items:
            yield from _leaves(each, f"{path}.{key}" if path else str(key))
    else:
        yield path, value


def _switch(holder: object, name: str, value: Any) -> None:  # noqa: ANN401 - a setting
    if not hasattr(holder, name):
        message = f"there is no switch {name}"
        raise AttributeError(message)
    setattr(holder, name, value)
