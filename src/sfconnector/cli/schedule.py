"""``lists schedule``, ``lists due`` and ``tick``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from sfconnector.cli.exit_codes import ExitCode, errors_told
from sfconnector.cli.opening import opened
from sfconnector.cli.output import json_option, told_instant, write_json, write_table
from sfconnector.cli.progress import progress

if TYPE_CHECKING:
    from sfconnector.lists.schedule import Tick


def add_to(lists: click.Group) -> None:
    """Make the commands part of ``lists``."""
    for command in (schedule, due):
        lists.add_command(command)


@click.command(
    epilog="""\b
Examples:
  sfconnector lists schedule "All Leads" --every 1h
  sfconnector lists schedule "All Leads" --every 7d
  sfconnector lists schedule "All Leads" --every off

\b
A schedule needs somebody who keeps time: let cron call "sfconnector tick".
"""
)
@click.argument("name", metavar="LIST")
@click.option(
    "--every",
    required=True,
    metavar="TIME",
    help="90m, 1h, 7d, 2w: an hour at the shortest; or off.",
)
@json_option
def schedule(name: str, every: str, *, as_json: bool) -> None:
    """Let LIST be synced by itself every so often."""
    with errors_told(), opened() as connector:
        chosen = connector.schedule_list(name, every)
    if as_json:
        write_json({"list": name, "schedule": chosen})
    elif chosen is None:
        click.echo(f"{name} is not synced by itself any more.")
    else:
        click.echo(f"{name} is synced every {chosen.every}, next at {told_instant(chosen.due_at)}.")
        click.echo('Let cron call "sfconnector tick" every few minutes.', err=True)


@click.command(
    epilog="""\b
Examples:
  sfconnector lists due
  sfconnector lists due --json
"""
)
@json_option
def due(*, as_json: bool) -> None:
    """Show which lists are synced by themselves, and when next."""
    with errors_told(), opened() as connector:
        found = connector.schedules()
        status = connector.status()
    if as_json:
        write_json(found)
        return
    if not found:
        click.echo('No list has a schedule. "sfconnector lists schedule LIST --every 1h" makes it.')
        return
    write_table(
        ("List", "Every", "Due at", "Due now", "Last tried", "Tries in vain"),
        (
            (
                each.list_name,
                each.every,
                told_instant(each.due_at),
                "yes" if each.is_due else "",
                told_instant(each.tried_at),
                str(each.tries_in_vain or ""),
            )
            for each in found
        ),
    )
    if status.state != "active":
        click.echo(f"Nothing is synced until the connection is mended: {status.message}", err=True)


@click.command(
    epilog="""\b
Examples:
  sfconnector tick
  sfconnector --account emea tick --json
  */5 * * * *  sfconnector tick

\b
Call it as often as you like, from several computers too: what is due is decided
by the store, and each list is synced by one process. While the connection is
broken nothing is tried; alerts are sent as by "alerts due", which it includes.
"""
)
@json_option
def tick(*, as_json: bool) -> None:
    """Sync the lists that are due, send due alerts, and look after the password."""
    stopped = "Stopped. What was begun is tried again soon."
    listener = progress(shown=not as_json)
    with errors_told(stopped=stopped), listener, opened((listener,)) as connector:
        done = connector.tick()
        is_active = connector.status().state == "active"
    if as_json:
        write_json(done)
    else:
        _write(done)
    sys.exit(_exit_code(done, is_active=is_active))


def _write(done: Tick) -> None:
    if done.synced:
        write_table(
            ("List", "State", "Added", "Changed", "Left", "Message"),
            (
                (
                    each.list_name,
                    each.state,
                    f"{each.added:,}",
                    f"{each.changed:,}",
                    f"{each.left:,}",
                    each.message,
                )
                for each in done.synced
            ),
        )
    for each in done.not_synced:
        click.echo(f"{each.list_name}: {each.reason}", err=True)
    if done.waits:
        click.echo(f"What is due waits: {done.waits}", err=True)
    following = "" if done.next_due_at is None else f" Next at {told_instant(done.next_due_at)}."
    click.echo(f"{len(done.synced)} of the lists were begun.{following}", err=True)


def _exit_code(done: Tick, *, is_active: bool) -> ExitCode:
    states = {each.state for each in done.synced}
    if not is_active and (done.waits or "interrupted" in states):
        return ExitCode.REFUSED
    if "interrupted" in states:
        return ExitCode.INTERRUPTED
    if done.waits:
        return ExitCode.TRANSIENT
    if "partial" in states or any(not each.is_busy for each in done.not_synced):
        return ExitCode.REFUSED
    return ExitCode.OK
