"""The exit codes, and how an error becomes one: each error says on stderr what to do next."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum

import click

from sfconnector.errors import (
    BudgetReachedError,
    ConfigurationError,
    ConnectorError,
    InputError,
    NotConnectedError,
    StateError,
)


class ExitCode(IntEnum):
    """What a command's end means."""

    OK = 0
    REFUSED = 1
    USAGE = 2
    INTERRUPTED = 3
    TRANSIENT = 4
    STORE = 5
    SALESFORCE = 6
    STOPPED = 130


MEANINGS = {
    ExitCode.OK: "done; the connection is active",
    ExitCode.REFUSED: "not connected, disconnected, refused, a right is missing, or a list differs",
    ExitCode.USAGE: "wrong usage, setting, field or list name; nothing was changed",
    ExitCode.INTERRUPTED: "an import or sync was interrupted; the same command goes on with it",
    ExitCode.TRANSIENT: "Salesforce cannot be reached now; nothing was changed",
    ExitCode.STORE: "the store cannot be used, or its key is missing or wrong",
    ExitCode.SALESFORCE: "Salesforce refused a call for another reason",
    ExitCode.STOPPED: "stopped by the keyboard; an import or sync can be resumed",
}

TABLE = "\n".join(f"  {code.value:<5} {meaning}" for code, meaning in MEANINGS.items())


def of(error: ConnectorError) -> ExitCode:
    """Return the exit code for an error that a command ends with."""
    if isinstance(error, ConfigurationError | InputError):
        return ExitCode.USAGE
    if isinstance(error, BudgetReachedError):
        return ExitCode.INTERRUPTED
    if isinstance(error, NotConnectedError):
        return ExitCode.REFUSED
    if isinstance(error, StateError):
        return ExitCode.STORE
    return ExitCode.SALESFORCE


@contextmanager
def errors_told(*, stopped: str | Callable[[], str] = "Stopped.") -> Iterator[None]:
    """End the command with a sentence and an exit code where the connector raises.

    Args:
        stopped: what is told when the keyboard stops the command, at a prompt too.
    """
    try:
        yield
    except ConnectorError as error:
        click.echo(f"Error: {error.message}", err=True)
        if error.detail:
            click.echo(f"Detail: {error.detail}", err=True)
        sys.exit(of(error))
    except (KeyboardInterrupt, click.Abort):
        click.echo(stopped if isinstance(stopped, str) else stopped(), err=True)
        sys.exit(ExitCode.STOPPED)
