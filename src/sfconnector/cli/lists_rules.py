"""``lists rules``, ``lists edit`` and ``lists conflicts``: what a list has of its own."""

from __future__ import annotations

import click

from sfconnector.cli.exit_codes import errors_told
from sfconnector.cli.opening import opened
from sfconnector.cli.output import (
    json_option,
    told_instant,
    write_json,
    write_pairs,
    write_table,
)


def add_to(lists: click.Group) -> None:
    """Make the commands part of ``lists``."""
    for command in (rules, edit, conflicts):
        lists.add_command(command)


@click.command(
    epilog="""\b
Examples:
  sfconnector lists rules "All Leads"
  sfconnector lists rules "All Leads" --removal keep
  sfconnector lists rules "All Leads" --shrink 5
  sfconnector lists rules "All Leads" --field Title=newest --blank Title=keep

\b
What becomes of members that left the source:
  keep            deleted, or gone without a trace, they stay members; others are
                  marked, as who was merged, converted or has no valid e-mail now
  mark            they stay to be seen with the day they left, and are counted no
                  more
  remove          they are removed (the default)

\b
Merge rules of a field:
  overwrite       Salesforce owns it; nobody edits it here (the default)
  fill_if_blank   Salesforce fills what is blank here, and changes nothing else
  newest          edited on both sides, the later one is kept; Salesforce tells
                  when a record was changed, not which of its fields
  ours, theirs    edited on both sides, the list's or Salesforce's is kept

\b
What a value that became blank in Salesforce does to the one here:
  clear           what any other value does (the default)
  keep            nothing
  clear_if_newer  the same as clear, but not to a later edit
"""
)
@click.argument("name", metavar="LIST")
@click.option(
    "--removal",
    type=click.Choice(["keep", "mark", "remove"]),
    help="What becomes of members that left.",
)
@click.option(
    "--shrink",
    "shrink_percent",
    type=click.IntRange(min=0, max=100),
    metavar="PERCENT",
    help="If more of the list is missing without a trace, nobody is removed.",
)
@click.option(
    "--field",
    "merge_rules",
    multiple=True,
    metavar="API_NAME=RULE",
    help="Whose value of a field is kept; may be given many times.",
)
@click.option(
    "--blank",
    "blanks",
    multiple=True,
    metavar="API_NAME=POLICY",
    help="What a blank in Salesforce does; may be given many times.",
)
@json_option
def rules(
    name: str,
    removal: str | None,
    shrink_percent: int | None,
    merge_rules: tuple[str, ...],
    blanks: tuple[str, ...],
    *,
    as_json: bool,
) -> None:
    """Show the rules of LIST, or change them."""
    by_field, by_blank = _given(merge_rules, "--field"), _given(blanks, "--blank")
    with errors_told(), opened() as connector:
        if by_field or by_blank:
            connector.set_merge_rules(name, rules=by_field, blanks=by_blank)
        shown = connector.set_list_rules(name, removal=removal, shrink_percent=shrink_percent)
        if as_json:
            write_json(
                {
                    "list": shown.name,
                    "removal": shown.removal,
                    "shrink": shown.shrink,
                    "fields": shown.field_rules,
                }
            )
            return
        pairs = [
            ("List", shown.name),
            ("Members that left", shown.removal),
            ("Missing without a trace", f"not believed above {shown.shrink} %"),
        ]
        pairs += (
            (field, f"{rule['rule']}, a blank: {rule['blank']}")
            for field, rule in shown.field_rules.items()
        )
        write_pairs([*pairs, ("Other fields", "overwrite, a blank: clear")])


@click.command(
    epilog="""\b
Examples:
  sfconnector lists edit "All Leads" 00Q000000000001EAA --set Title="Head of Sales"
  sfconnector lists edit "All Leads" 00Q000000000001EAA --set Phone=

\b
The value lives in the list and is not written to Salesforce; the field's merge rule
says what becomes of it when Salesforce has another. Nothing behind = is no value.
"""
)
@click.argument("name", metavar="LIST")
@click.argument("record_id", metavar="RECORD")
@click.option(
    "--set",
    "values",
    multiple=True,
    required=True,
    metavar="API_NAME=VALUE",
    help="A field and its value; may be given many times.",
)
@json_option
def edit(name: str, record_id: str, values: tuple[str, ...], *, as_json: bool) -> None:
    """Give the member RECORD of LIST values of the list's own."""
    given: dict[str, str | None] = {**_given(values, "--set")}
    with errors_told(), opened() as connector:
        member = connector.edit_member(name, record_id, given)
        if as_json:
            write_json(member)
            return
        write_pairs(
            [
                (field, f"{'' if value is None else value}" + (" (own)" * (field in member.own)))
                for field, value in member.values.items()
            ]
        )


@click.command(
    epilog="""\b
Examples:
  sfconnector lists conflicts "All Leads"
  sfconnector lists conflicts "All Leads" --limit 1000 --json
"""
)
@click.argument("name", metavar="LIST")
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many to show."
)
@json_option
def conflicts(name: str, limit: int, *, as_json: bool) -> None:
    """Show edits of LIST and of Salesforce that met: which was kept, and which was lost."""
    with errors_told(), opened() as connector:
        found = connector.conflicts(name, most=limit)
        if as_json:
            write_json(found)
            return
        if not found:
            click.echo("No conflicts: nothing was edited on both sides.")
            return
        write_table(
            ("Decided at", "Record", "Field", "Kept", "In the list", "In Salesforce", "By"),
            (
                (
                    told_instant(each.at),
                    each.record_id,
                    each.field,
                    each.kept,
                    each.ours,
                    each.theirs,
                    each.decided_by,
                )
                for each in found
            ),
        )


def _given(pairs: tuple[str, ...], option: str) -> dict[str, str]:
    given = {}
    for pair in pairs:
        field, equals, value = pair.partition("=")
        if not equals or not field.strip():
            message = f"{option} takes API_NAME=VALUE, not {pair!r}"
            raise click.UsageError(message)
        if field.strip() in given:
            message = f"{option} names {field.strip()} twice"
            raise click.UsageError(message)
        given[field.strip()] = value
    return given
