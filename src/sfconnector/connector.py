"""The facade: one class that wires store, wire, clock and listeners, and does what a user asks.

It is the only class one must know. A refusal by Salesforce is a status or a report; an exception
means that what was asked cannot be done as asked, or that the store or a setting is wrong.
"""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from sfconnector.alerts import deliveries
from sfconnector.alerts.alerts import Alert, Alerts
from sfconnector.clock import Clock, clock_from
from sfconnector.config import KeySource, Settings
from sfconnector.connection import (
    binding,
    check,
    connect,
    degraded,
    disconnect,
    key_rotation,
    outcome,
    record_types,
    score_field,
    update_login,
)
from sfconnector.connection.authority import StoredAuthority
from sfconnector.connection.binding import Binding
from sfconnector.connection.causes import Cause, cause_of
from sfconnector.connection.context import ConnectionContext
from sfconnector.connection.credentials import NO_SECRET, Credentials, Method, offered
from sfconnector.connection.environment import Environment
from sfconnector.connection.explain import explain
from sfconnector.connection.limit_reached import with_frees
from sfconnector.connection.organization_guard import Guard
from sfconnector.connection.password_forecast import PasswordForecast
from sfconnector.connection.password_watch import PasswordWatch
from sfconnector.connection.roles import ActingUser, Role, allow
from sfconnector.connection.status import Status, status_of
from sfconnector.doctor import reading
from sfconnector.doctor.examination import Examination, examine
from sfconnector.errors import (
    ConnectorError,
    InputError,
    KeyMissingError,
    KeyWrongError,
    NotConnectedError,
    StateError,
)
from sfconnector.events import Event, Listener
from sfconnector.limits.budget import Budget, LimitsStatus
from sfconnector.limits.rule import Policy
from sfconnector.lists import (
    partition,
    sources,
)
from sfconnector.lists.run_ledger import RunLedger
from sfconnector.lists_face import ListsFace
from sfconnector.salesforce.describe import Described
from sfconnector.salesforce.session import Transport
from sfconnector.secret import Secret
from sfconnector.store import accounts, connection_history
from sfconnector.store.connection_history import Change
from sfconnector.store.record_types import RecordType
from sfconnector.store.secrets import SecretBox
from sfconnector.store.store import Store


class Connector(ListsFace):
    """A marketing account's connector to Salesforce.

    Use :meth:`open`, and :meth:`close` at the end or a ``with`` statement. One instance serves one
    thread at a time; any number of processes may share a store.
    """

    def __init__(
        self,
        context: ConnectionContext,
        *,
        key: KeySource,
        passwords: PasswordWatch,
        alerts: Alerts,
        ledger: RunLedger,
    ) -> None:
        self._context = context
        self._key = key
        authority = StoredAuthority(context)
        self._session = context.session(authority, bounded=True)
        self._asked = context.session(authority)
        """For what somebody asked for and waits for: counted, and not stopped by the budget."""
        self._passwords = passwords
        self._alerts = alerts
        self._ledger = ledger

    @classmethod
    def open(
        cls,
        store: str | Path | Secret | None = None,
        *,
        key: KeySource | None = None,
        clock: Clock | None = None,
        listeners: Sequence[Listener] = (),
        seed: int | None = None,
        account: str | None = None,
        environment: Environment | str | None = None,
        guard: Guard | str | None = None,
        acting: ActingUser | None = None,
        answer_seconds: float | None = None,
    ) -> Self:
        """Open the store, making or upgrading it, and return the connector of one account.

        Args:
            store: a path, ``sqlite:///PATH`` or ``postgresql://`` URL; None takes
                ``SFCONNECTOR_STORE`` or the default.
            key: what seals secrets; None takes ``SFCONNECTOR_KEY`` or the key file.
            clock: None takes ``SFCONNECTOR_CLOCK``.
            listeners: called with every event, in order.
            seed: makes the jitter of waits reproducible; None takes chance.
            account: the account's name in the store; None takes ``SFCONNECTOR_ACCOUNT`` or
                ``default``. Accounts share nothing but the file.
            environment: ``production`` or ``sandbox``, each a connector of its own; None takes
                ``SFCONNECTOR_ENVIRONMENT`` or production.
            guard: ``strict`` or ``identity``: what counts as a switch of organizations; None takes
                ``SFCONNECTOR_ORGANIZATION_GUARD`` or strict.
            acting: who asks, for the history and the rights of the role; None takes
                ``SFCONNECTOR_USER`` and ``SFCONNECTOR_ROLE``.
            answer_seconds: how long Salesforce may keep silent before it counts as no answer; None
                takes ``SFCONNECTOR_ANSWER_SECONDS`` or 150.

        Raises:
            ConfigurationError: a setting is wrong, or the store cannot be opened.
            StoreFromTheFutureError: a newer connector has upgraded the store.
        """
        # A URL holds a password, and a traceback may show its frames' variables.
        store = Secret(str(store)) if isinstance(store, str | Path) else store
        given = {
            "SFCONNECTOR_STORE": store,
            "SFCONNECTOR_ACCOUNT": account,
            "SFCONNECTOR_ENVIRONMENT": environment,
            "SFCONNECTOR_ORGANIZATION_GUARD": guard,
            "SFCONNECTOR_ANSWER_SECONDS": answer_seconds,
        }
        settings = Settings.from_environment(
            {
                **os.environ,
                **{name: _text(each) for name, each in given.items() if each is not None},
            }
        )
        told = list(listeners)

        def emit(event: Event) -> None:
            for listener in told:
                listener(event)

        clock = clock or clock_from(settings.clock)
        key = key or settings.key_source()
        box = SecretBox(key, clock)
        opened = Store.open(settings.store_place())
        try:
            with opened.writing() as connection:
                account_id = accounts.find_or_create(
                    connection,
                    settings.account,
                    environment=settings.environment,
                    now=clock.now(),
                )
            context = ConnectionContext(
                store=opened,
                account_id=account_id,
                box=box,
                transport=Transport(
                    connect_seconds=settings.connect_seconds, answer_seconds=settings.answer_seconds
                ),
                clock=clock,
                chance=random.Random(seed),  # noqa: S311 - jitter of waits, nothing secret
                emit=emit,
                budget=Budget(
                    opened,
                    account_id,
                    clock=clock,
                    emit=emit,
                    policy=Policy(settings.calls_per_day, settings.calls_reserve_percent),
                ),
                environment=Environment(settings.environment),
                guard=Guard(settings.organization_guard),
                actor=acting or ActingUser(settings.user, Role(settings.role)),
                account=settings.account,
            )
            passwords = PasswordWatch(context, given_days=settings.password_expires_days)
            alerts = Alerts(
                context,
                deliveries.from_settings(settings),
                account=settings.account
                + (" (sandbox)" if settings.environment == "sandbox" else ""),
                horizon=timedelta(minutes=settings.alert_after_minutes),
            )
            ledger = RunLedger(opened, account_id, sent=lambda: context.budget.sent)
            told += (passwords, alerts, ledger)
            return cls(context, key=key, passwords=passwords, alerts=alerts, ledger=ledger)
        except BaseException:
            opened.close()
            raise

    @property
    def account(self) -> str:
        """The account's name in the store."""
        return self._context.account

    @property
    def environment(self) -> Environment:
        """Which kind of organization it connects."""
        return self._context.environment

    @property
    def acting(self) -> ActingUser:
        """Who asks, and with which role."""
        return self._context.actor

    def connect(
        self,
        username: str,
        secret: Secret | str,
        *,
        login_url: str | None = None,
        method: Method | str = Method.SOAP,
        client_id: str = "",
        client_secret: Secret | str = NO_SECRET,
        replace_key: bool = False,
    ) -> Status:
        """Connect to an organization: one login, then a data call.

        Args:
            username: of the Salesforce user whom everything will be done as; "" with client
                credentials, where the connected app names it.
            secret: password followed by the security token, nothing in between; never trimmed.
                With ``jwt`` the private key in PEM, with ``client-credentials`` the consumer
                secret.
            login_url: scheme and host to log in at; None takes that of the environment.
            method: ``soap``, ``oauth-password``, ``jwt`` or ``client-credentials``.
            client_id: the consumer key of a connected app; SOAP takes none.
            client_secret: the consumer secret that goes beside a password.
            replace_key: give up what a lost or wrong key has sealed, and seal anew.

        Returns:
            The status, also when Salesforce refuses.

        Raises:
            RoleError: the acting user may not connect.
            InputError: the username, the secret or the method cannot be one.
            ConfigurationError: the login URL or the key file is wrong.
        """
        allow(self._context.actor, "connect")
        credentials = offered(
            username,
            _secret(secret),
            self._context.environment.login_url if login_url is None else login_url,
            method=_method(method),
            client_id=client_id,
            client_secret=_secret(client_secret),
        )
        if replace_key and self._key_trouble() is not None:
            connect.forget_sealed(self._context)
        status = connect.connect(self._context, credentials, act="connect")
        return with_frees(self._context, status)

    def update_login(
        self,
        secret: Secret | str,
        username: str | None = None,
        *,
        client_id: str = "",
        client_secret: Secret | str = NO_SECRET,
    ) -> Status:
        """Mend the connection with a new secret, and perhaps another username.

        Host and method are those last offered; client id and secret stay unless given.

        Raises:
            RoleError: the acting user may not mend it.
            NotConnectedError: there is no connection to mend.
            InputError: the username or the secret cannot be one.
        """
        allow(self._context.actor, "update_login")
        status = update_login.update_login(
            self._context,
            _secret(secret),
            username=username,
            client_id=client_id,
            client_secret=_secret(client_secret),
        )
        return with_frees(self._context, status)

    def test(self) -> Status:
        """Test the connection: a data call, or one login with the stored secret if it is broken.

        Raises:
            RoleError: the acting user may not test it.
            NotConnectedError: no secret is stored.
            StateError: the key is missing or wrong.
        """
        allow(self._context.actor, "test")
        return with_frees(self._context, check.test_connection(self._context, self._asked))

    def disconnect(self) -> Status:
        """Forget secret and session; lists, history and the organization's binding stay.

        Raises:
            RoleError: the acting user may not disconnect.
            NotConnectedError: nobody has ever tried to connect.
        """
        allow(self._context.actor, "disconnect")
        return disconnect.disconnect(self._context)

    def history(self) -> tuple[Change, ...]:
        """Return what became of the connection, the newest first."""
        with self._context.store.reading() as connection:
            return connection_history.read(connection, self._context.account_id)

    def organization(self) -> Binding:
        """Return which organization the account is bound to, and where a refused login led."""
        return binding.show(self._context)

    def confirm_organization(self, organization_id: str, *, reason: str) -> Status:
        """Let the bound organization pass with another domain of its user: support's act.

        Raises:
            RoleError: the acting user is not of support.
            InputError: there is nothing to confirm, or the id or the reason is wrong.
        """
        allow(self._context.actor, "confirm_organization")
        return binding.confirm(self._context, organization_id, reason=reason)

    def rebind_organization(self, organization_id: str, *, reason: str) -> Status:
        """Bind the account to the organization a refused login led to: support's act.

        The former binding is archived, its lists stay readable, its secret is forgotten.

        Raises:
            RoleError: the acting user is not of support.
            InputError: there is nothing to bind to, or the id or the reason is wrong.
        """
        allow(self._context.actor, "rebind_organization")
        return binding.rebind(self._context, organization_id, reason=reason)

    def score_field(self) -> str | None:
        """Return the field of Lead and Contact that the account writes scores into."""
        return score_field.read(self._context)

    def claim_score_field(self, api_name: str) -> str:
        """Make a number field of Lead and Contact the account's own, and return its name.

        Raises:
            RoleError: the acting user may not.
            UnknownFieldError: Lead or Contact lacks it, or hides it from the connected user.
            InputError: it is no number, or another account has claimed it.
            ConnectorError: as a call to Salesforce.
        """
        allow(self._context.actor, "claim_score_field")
        return score_field.claim(self._context, self._asked, api_name)

    def record_types(self) -> tuple[RecordType, ...]:
        """Return the record types that the account works with; of an object without any, all."""
        return record_types.read(self._context)

    def choose_record_types(self, sobject: str, names: Sequence[str]) -> tuple[RecordType, ...]:
        """Make record types of Lead or Contact the account's own, in place of those before.

        Args:
            sobject: ``Lead`` or ``Contact``.
            names: labels, API names or ids, as describe tells them to the connected user.

        Raises:
            RoleError: the acting user may not.
            UnknownRecordTypeError: there is none of this name that the connected user may use.
            InputError: none is named, or another account has chosen it.
            ConnectorError: as a call to Salesforce.
        """
        allow(self._context.actor, "choose_record_types")
        return record_types.choose(self._context, self._asked, sobject, names)

    def clear_record_types(self, sobject: str | None = None) -> None:
        """Work with every record of an object again, of both if None.

        Raises:
            RoleError: the acting user may not.
            InputError: it is neither Lead nor Contact.
        """
        allow(self._context.actor, "choose_record_types")
        record_types.clear(self._context, sobject)

    def status(self) -> Status:
        """Tell how the connection stands; reads the store and the key, calls nobody."""
        trouble = self._key_trouble()
        if trouble is not None:
            cause = cause_of(trouble) or Cause.UNKNOWN
            return outcome.failed(self._context, trouble, outcome.plain(cause))
        told = replace(
            status_of(self._context.row()),
            score_field=self.score_field(),
            record_types=self.record_types(),
        )
        return with_frees(self._context, told)

    def limits(self) -> LimitsStatus:
        """Tell of the API calls used by us and by others; reads the store, calls nobody."""
        return self._context.budget.status()

    def password(self) -> PasswordForecast:
        """Tell when the password expires, as far as is known; reads the store, calls nobody."""
        return self._passwords.expected()

    def alerts(self) -> tuple[Alert, ...]:
        """Return which administrators were told what and when, the oldest first."""
        return self._alerts.told()

    def test_alerts(self) -> tuple[Alert, ...]:
        """Send every administrator a test message, and tell how it went."""
        return self._alerts.test()

    def look_ahead(self) -> None:
        """Do what time makes due: ask about the password once a day, warn, alert, try again.

        A schedule calls it, as every quarter of an hour; while time may heal a trouble, each time
        asks whether it has. What is due and needs no call is done at the end of an import too.

        Raises:
            StateError: the store cannot be used.
        """
        try:
            if self._passwords.look(self._session):
                outcome.worked(self._context)
        except StateError as error:
            self._alert_of_the_key(error)
            raise
        except ConnectorError as error:
            with suppress(type(error)):  # what is not about the connection is asked the next time
                self._noted(error)
        self._passwords.warn()
        self._alerts.due()
        self._context.budget.settle()

    def doctor(self) -> Examination | Status:
        """Examine what the connected user may do, and what the connector needs; changes nothing.

        Returns:
            The findings; the status instead where the connection does not work.

        Raises:
            ApiError: Salesforce refuses the first call for a reason that is not the connection's.
            StateError: the store cannot be read.
        """
        status = self.status()
        if status.state != "active" or self._key_trouble() is not None:
            return status
        context = self._context
        try:
            seen = reading.read_all(
                self._asked, context.clock, instance_url=status.instance_url or ""
            )
        except NotConnectedError:
            return self.status()
        except ConnectorError as error:
            self._noted(error)
            return self.status()
        used = sources.fields_used((each.source, each.fields) for each in self.lists())
        with context.store.reading() as connection:
            neighbours = accounts.neighbours(connection, context.account_id, status.organization_id)
        found = examine(seen, used=used, chosen=self.record_types(), neighbours=neighbours)
        for sobject, described in seen.described.items():
            if isinstance(described, Described):
                infos = described.record_type_infos
                partition.kept(context.store, context.account_id, sobject, infos)
        outcome.worked(context, granted=found.granted)
        return found

    def rotate_key(self) -> int:
        """Seal every secret of the store with a new key, and return how many there were.

        Raises:
            StateError: the key is missing or wrong; nothing was changed.
            ConfigurationError: there is no new key to take.
        """
        return key_rotation.rotate(self._context.store, self._key, self._context.box)

    def forget_former_keys(self) -> int:
        """Drop every key but the sealing one from the key file, and return how many were dropped.

        Raises:
            StateError: the key is missing or wrong; nothing was changed.
            ConfigurationError: the key does not come from a file.
        """
        return key_rotation.forget_former(self._context.store, self._key, self._context.box)

    def close(self) -> None:
        """Close the store and the connections to Salesforce."""
        with suppress(StateError):  # what is claimed and not given back stays counted
            self._context.budget.settle()
        self._context.transport.close()
        self._context.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _noted(self, error: ConnectorError, work: str = degraded.ANY) -> Cause:
        """Record what an error means for the connection; one that means nothing is raised."""
        explained = explain(self._context, error, self._stored_credentials())
        if explained is None:
            raise error
        outcome.failed(self._context, error, explained, work=work)
        self._alert_of_the_key(error)
        return explained.diagnosis.cause

    def _alert_of_the_key(self, error: ConnectorError) -> None:
        """Have the alerts look if it is the key: nothing else tells them, as it is not stored."""
        if isinstance(error, KeyMissingError | KeyWrongError):
            self._alerts.due()

    def _stored_credentials(self) -> Credentials | None:
        if self._key_trouble() is not None:
            return None
        return self._context.stored_credentials(self._context.row())

    def _key_trouble(self) -> StateError | None:
        try:
            self._context.check_key()
        except (KeyMissingError, KeyWrongError) as error:
            return error
        return None


def _text(value: object) -> str:
    return value.reveal() if isinstance(value, Secret) else str(value)


def _secret(secret: Secret | str) -> Secret:
    return secret if isinstance(secret, Secret) else Secret(secret)


def _method(method: Method | str) -> Method:
    try:
        return Method(method)
    except ValueError as error:
        known = ", ".join(each.value for each in Method)
        message = f"{method!r} is no way to log in; there are {known}"
        raise InputError(message) from error
