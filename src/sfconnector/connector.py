"""The facade: one class that wires store, wire, clock and listeners, and does what a user asks.

It is the only class one must know. A refusal by Salesforce is a status or a report; an exception
means that what was asked cannot be done as asked, or that the store or a setting is wrong.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from sfconnector.clock import Clock, clock_from
from sfconnector.config import KeySource, Settings
from sfconnector.connection import connect, outcome, update_login
from sfconnector.connection.authority import StoredAuthority
from sfconnector.connection.causes import Cause, cause_of
from sfconnector.connection.context import ConnectionContext
from sfconnector.connection.credentials import PRODUCTION, offered
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
from sfconnector.events import Event, ImportInterrupted, ImportStarted, Listener
from sfconnector.lists import marketing_list
from sfconnector.lists.fields import DEFAULT_FIELDS, checked_form, resolve
from sfconnector.lists.import_list import Importer, find_or_start
from sfconnector.lists.leads import SOBJECT, SOURCE, AllLeads
from sfconnector.lists.marketing_list import ImportReport, MarketingList, Member, SkippedRow
from sfconnector.salesforce import describe
from sfconnector.salesforce.session import Transport
from sfconnector.secret import Secret
from sfconnector.store import accounts, connections
from sfconnector.store.secrets import SecretBox
from sfconnector.store.store import Store


class Connector:
    """A marketing account's connector to Salesforce.

    Use :meth:`open`, and :meth:`close` at the end or a ``with`` statement. One instance serves one
    thread at a time; any number of processes may share a store.
    """

    def __init__(self, context: ConnectionContext) -> None:
        self._context = context
        self._session = context.session(StoredAuthority(context))

    @classmethod
    def open(
        cls,
        store: str | Path | None = None,
        *,
        key: KeySource | None = None,
        clock: Clock | None = None,
        listeners: Sequence[Listener] = (),
        seed: int | None = None,
        account: str = "default",
    ) -> Self:
        """Open the store, making or upgrading it, and return the connector of one account.

        Args:
            store: a path or ``sqlite:///PATH``; None takes ``SFCONNECTOR_STORE`` or the default.
            key: what seals secrets; None takes ``SFCONNECTOR_KEY`` or the key file.
            clock: None takes ``SFCONNECTOR_CLOCK``.
            listeners: called with every event, in order.
            seed: makes the jitter of waits reproducible; None takes chance.
            account: the account's name in the store.

        Raises:
            ConfigurationError: a setting is wrong, or the store cannot be opened.
            StoreFromTheFutureError: a newer connector has upgraded the store.
        """
        given = {} if store is None else {"SFCONNECTOR_STORE": str(store)}
        settings = Settings.from_environment({**os.environ, **given})
        told = tuple(listeners)

        def emit(event: Event) -> None:
            for listener in told:
                listener(event)

        clock = clock or clock_from(settings.clock)
        box = SecretBox(key or settings.key_source(), clock)
        opened = Store.open(settings.store_path())
        try:
            with opened.writing() as connection:
                account_id = accounts.find_or_create(connection, account, now=clock.now())
        except BaseException:
            opened.close()
            raise
        context = ConnectionContext(
            store=opened,
            account_id=account_id,
            box=box,
            transport=Transport(),
            clock=clock,
            chance=random.Random(seed),  # noqa: S311 - jitter of waits, nothing secret
            emit=emit,
        )
        return cls(context)

    def connect(
        self,
        username: str,
        secret: Secret | str,
        *,
        login_url: str = PRODUCTION,
        replace_key: bool = False,
    ) -> Status:
        """Connect to an organization: one login, then a data call.

        Args:
            username: of the Salesforce user whom everything will be done as.
            secret: password followed by the security token, nothing in between; never trimmed.
            login_url: scheme and host to log in at.
            replace_key: give up what a lost or wrong key has sealed, and seal anew.

        Returns:
            The status, also when Salesforce refuses.

        Raises:
            InputError: the username or the secret cannot be one.
            ConfigurationError: the login URL or the key file is wrong.
        """
        credentials = offered(username, _secret(secret), login_url)
        if replace_key and self._key_trouble() is not None:
            connect.forget_sealed(self._context)
        return connect.connect(self._context, credentials, act="connect")

    def update_login(self, secret: Secret | str, username: str | None = None) -> Status:
        """Mend the connection with a new secret, and perhaps another username.

        Raises:
            NotConnectedError: there is no connection to mend.
            InputError: the username or the secret cannot be one.
        """
        return update_login.update_login(self._context, _secret(secret), username=username)

    def status(self) -> Status:
        """Tell how the connection stands; reads the store and the key, calls nobody."""
        trouble = self._key_trouble()
        if trouble is not None:
            cause = cause_of(trouble) or Cause.UNKNOWN
            return outcome.failed(self._context, trouble, cause)
        with self._context.store.reading() as connection:
            return status_of(connections.read(connection, self._context.account_id))

    def import_leads(
        self, name: str = "All Leads", fields: Sequence[str] | None = None
    ) -> ImportReport:
        """Import all leads as a marketing list, or go on with an interrupted import of it.

        Args:
            name: of the list.
            fields: API names, Email among them; None takes those chosen before, for a new list
                Email, FirstName, LastName and Company. Other fields than those of an interrupted
                import begin a new one.

        Raises:
            NotConnectedError: no organization is connected.
            InputError: the name or a field cannot be one; nothing was changed.
            ApiError: Salesforce refuses for a reason that is not the connection's.
            StateError: another process imports the list, or the store cannot be written.
        """
        if not name.strip():
            message = "the list's name is empty"
            raise InputError(message)
        if fields is not None:
            checked_form(fields)
        context = self._context
        try:
            run = find_or_start(
                context.store,
                context.account_id,
                name=name,
                source=SOURCE,
                fields=fields,
                resolve=self._lead_fields,
                default_fields=DEFAULT_FIELDS,
                clock=context.clock,
            )
        except ConnectorError as error:
            return marketing_list.not_begun(name, cause=self._noted(error))
        resumed = run.pages > 0
        context.emit(
            ImportStarted(
                at=context.clock.now(),
                list_name=name,
                resumed=resumed,
                imported=run.imported,
                skipped=run.skipped,
            )
        )
        importer = Importer(context.store, context.clock, context.emit, name, run)
        cause: Cause | None = None
        try:
            importer.carry_out(AllLeads(self._session, run.fields))
        except ConnectorError as error:
            context.emit(
                ImportInterrupted(
                    at=context.clock.now(),
                    list_name=name,
                    imported=importer.run.imported,
                    skipped=importer.run.skipped,
                    pages=importer.run.pages,
                    reason=error.message,
                )
            )
            cause = self._noted(error)
        else:
            outcome.worked(context)
        return marketing_list.report(
            context.store, importer.run, list_name=name, resumed=resumed, cause=cause
        )

    def lists(self) -> tuple[MarketingList, ...]:
        """Return the marketing lists by name."""
        return marketing_list.read_all(self._context.store, self._context.account_id)

    def list(self, name: str) -> MarketingList:
        """Return one marketing list.

        Raises:
            UnknownListError: there is none of this name.
        """
        return marketing_list.read_one(self._context.store, self._context.account_id, name)

    def members(self, name: str) -> Iterator[Member]:
        """Stream a list's members by record id; the whole stream is of one generation.

        Raises:
            UnknownListError: there is no list of this name.
        """
        return marketing_list.read_members(self._context.store, self._context.account_id, name)

    def skipped(self, name: str) -> tuple[SkippedRow, ...]:
        """Return the rows that the list's last complete import skipped, by record id.

        Raises:
            UnknownListError: there is no list of this name.
        """
        return marketing_list.read_skipped(self._context.store, self._context.account_id, name)

    def skipped_by_reason(self, name: str) -> Mapping[str, int]:
        """Return how many rows the list's last complete import skipped, by reason.

        Raises:
            UnknownListError: there is no list of this name.
        """
        return marketing_list.count_skipped(self._context.store, self._context.account_id, name)

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
                self._session, context.clock, instance_url=status.instance_url or ""
            )
        except NotConnectedError:
            return self.status()
        except ConnectorError as error:
            self._noted(error)
            return self.status()
        used = {SOBJECT: {field for each in self.lists() for field in each.fields}}
        found = examine(seen, used=used)
        if not found.missing:
            outcome.worked(context)
        return found

    def close(self) -> None:
        """Close the store and the connections to Salesforce."""
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

    def _lead_fields(self, chosen: Sequence[str]) -> tuple[str, ...]:
        visible = describe.read(self._session.call(describe.request(SOBJECT)))
        return resolve(chosen, visible, sobject=SOBJECT)

    def _noted(self, error: ConnectorError) -> Cause:
        """Record what an error means for the connection; one that means nothing is raised."""
        cause = cause_of(error)
        if cause is None:
            raise error
        outcome.failed(self._context, error, cause)
        return cause

    def _key_trouble(self) -> StateError | None:
        try:
            self._context.check_key()
        except (KeyMissingError, KeyWrongError) as error:
            return error
        return None


def _secret(secret: Secret | str) -> Secret:
    return secret if isinstance(secret, Secret) else Secret(secret)
