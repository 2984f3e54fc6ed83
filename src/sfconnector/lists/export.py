"""A list's members as a file: CSV for spreadsheets, JSON lines for programs; a row at a time.

Rows come from one read transaction, so that the file is one generation whatever is imported or
synced meanwhile, and no more than some rows are held. CSV is that of RFC 4180: UTF-8, lines that
end with CR LF, a heading of API names; null is an empty cell, true and false are words, a compound
value is its JSON. The columns ``LeftAt`` and ``LeftReason`` tell of members that left, and are kept
or marked.

A spreadsheet runs a cell that begins like a formula, and what a stranger typed into a web form may
be one. So such a text gets an apostrophe in front, which spreadsheets take as "this is text"; not
so a text of digits and signs only, as a telephone number, which can at most be added up.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import IO, Any

import msgspec
from sqlalchemy import Connection

from sfconnector.lists.fields import EMAIL
from sfconnector.lists.marketing_list import imported_row, with_own
from sfconnector.store import members
from sfconnector.store.lists import ListRow
from sfconnector.store.members import MemberRow
from sfconnector.store.own_values import OwnValue
from sfconnector.store.store import Store
from sfconnector.store.sync_deltas import is_member

LEFT_COLUMNS = ("LeftAt", "LeftReason")
_FORMULA = re.compile(r"[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]")
_NUMBERS = re.compile(r"[+-][0-9 ()./,-]*(?:[eE][+-]?[0-9]+)?")


def write_csv(
    store: Store, account_id: int, name: str, file: IO[bytes], *, with_left: bool, raw: bool
) -> int:
    """Write a list's members by record id, and return how many they are.

    Args:
        store: where the list is.
        account_id: whose list.
        name: of the list.
        file: what is written to; it stays open.
        with_left: whether members that left and are marked are written, with their columns.
        raw: whether texts that a spreadsheet would run are written as they are.

    Raises:
        UnknownListError: there is no list of this name.
        InputError: it has not been imported yet. Nothing was written.
    """
    decode = msgspec.json.Decoder(dict[str, Any], float_hook=str).decode
    decode_one = msgspec.json.Decoder(float_hook=str).decode
    with store.reading() as connection:
        row = imported_row(connection, account_id, name)

        def cells() -> Iterator[Sequence[str]]:
            for each, own in _members(connection, row, with_left=with_left):
                values = decode(each.field_values) | {EMAIL: each.email}
                values |= {name: decode_one(mine.value) for name, mine in own.items()}
                shown = (cell(values[field]) for field in row.fields)
                yield (each.record_id, *shown, *(_left_cells(each) if with_left else ()))

        columns = ("Id", *row.fields, *(LEFT_COLUMNS if with_left else ()))
        return write_rows(file, columns, cells(), raw=raw)


def write_rows(
    file: IO[bytes], columns: Sequence[str], rows: Iterable[Iterable[str]], *, raw: bool
) -> int:
    """Write rows below their heading as CSV, and return how many they are; the file stays open.

    Unless ``raw``, texts that a spreadsheet would run are made harmless.
    """
    out = io.TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(columns)
        written = 0
        for row in rows:
            writer.writerow(row if raw else map(harmless, row))
            written += 1
        return written
    finally:
        out.detach()


def write_json_lines(
    store: Store, account_id: int, name: str, file: IO[bytes], *, with_left: bool
) -> int:
    """Write a list's members as JSON, one a line, and return how many they are.

    Each has ``record_id``, ``email``, ``values``, ``left_at`` and ``left_reason``; values are as
    Salesforce gave them, each digit of a number included. Arguments and errors are as those of
    :func:`write_csv`.
    """
    decode = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
    encode = msgspec.json.Encoder().encode
    with store.reading() as connection:
        row = imported_row(connection, account_id, name)
        written = 0
        for each, own in _members(connection, row, with_left=with_left):
            values: dict[str, object] = {**decode(each.field_values), EMAIL: each.email}
            values |= {name: msgspec.Raw(mine.value.encode()) for name, mine in own.items()}
            line = {
                "record_id": each.record_id,
                "email": each.email,
                "values": {field: values[field] for field in row.fields},
                "left_at": None if each.left_at is None else each.left_at.isoformat(),
                "left_reason": each.left_reason,
            }
            file.write(encode(line) + b"\n")
            written += 1
        return written


def cell(value: object) -> str:
    """Return a value as the text of a cell; a number with a point is given as the text it was."""
    if isinstance(value, str):
        return value
    return "" if value is None else msgspec.json.encode(value).decode()


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, the same unless it looks like one."""
    if _FORMULA.match(text) and not _NUMBERS.fullmatch(text):
        return f"'{text}"
    return text


def instant_cell(at: datetime | None) -> str:
    """Return an instant as the text of a cell: ISO 8601, "" where there is none."""
    return "" if at is None else at.isoformat()


def _left_cells(member: MemberRow) -> tuple[str, str]:
    return instant_cell(member.left_at), member.left_reason or ""


def _members(
    connection: Connection, row: ListRow, *, with_left: bool
) -> Iterator[tuple[MemberRow, Mapping[str, OwnValue]]]:
    assert row.generation is not None
    for each, own in with_own(connection, row, members.read(connection, row.generation)):
        if with_left or is_member(row.removal, each.left_reason):
            yield each, own
