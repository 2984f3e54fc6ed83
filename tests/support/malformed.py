"""Malformed JSON, CSV, multipart, XML and SOQL, each input made by its number from a seed.

An input begins as a right one and is bent a few times, so that many get far before they are
refused. The same seed, kind and number give the same input, whatever was made before.
"""

from __future__ import annotations

import enum
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from right_inputs import CALLS, CSV, ENVELOPE, JSON, MULTIPART, SOQL

_TOKENS: tuple[bytes, ...] = (
    *(b"", b"\x00", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\r", b"\n", b"\r\n", b"\t", b"\\"),
    *(b'"', b'""', b"'", b"''", b",", b";", b":", b"{", b"}", b"[", b"]", b"(", b")", b"<", b">"),
    *(b"&", b"%", b"--", b"@{", b"\\u0000", b"\\ud800", b"\\uZZZZ", b"\\x", b"null", b"true"),
    *(b"NaN", b"Infinity", b"-0", b"1e999", b"9" * 400, b"1e-400", b"0x10", b"-", b"."),
    *(b"Id", b"Nope__c", b"Name", b"LastName", b"attributes", b"type", b"#N/A", b"sf__Id"),
    *(b"00Q000000000001", b"00Q000000000001AAA", b"1970-01-01", b"2020-02-30T25:61:61Z"),
    *(b"SELECT", b"FROM", b"WHERE", b"AND", b"OR", b"NOT", b"IN", b"LIKE", b"GROUP BY", b"LIMIT"),
    *(b"COUNT()", b"HAVING", b"ORDER BY", b"NULLS LAST", b"TYPEOF", b"LAST_N_DAYS:5", b"a.b.c"),
    *(b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"<![CDATA[", b"]]>", b"xsi:nil='true'", b"<a/>"),
    *("é".encode(), "é".encode("latin-1"), "\u2028".encode(), "💥".encode(), b"x" * 500),
)
_MOST_BENDS = 6
_MOST_REPEATS = 40
_LONGEST = 20_000


class Kind(enum.StrEnum):
    """What the input is meant to be."""

    JSON = enum.auto()
    CSV = enum.auto()
    MULTIPART = enum.auto()
    XML = enum.auto()
    SOQL = enum.auto()


@dataclass(frozen=True)
class Sent:
    """One request: a path below the version, or from the root, and what is sent to it."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""
    query: bytes | None = None
    """The text of ``q``, as bytes."""


@dataclass(frozen=True)
class Names:
    """What there is in the org that right inputs name."""

    lead: str
    user: str
    session: str
    ingest_job: str
    report: str


def malformed(kind: Kind, number: int, *, seed: int, names: Names) -> Sent:
    """Return the n-th input of a kind."""
    # The seed of a Random may be a text: which numbers follow from it never changes.
    chance = random.Random(f"{seed} {kind} {number}")  # noqa: S311 - reproducible, no secret
    return _MAKERS[kind](chance, names)


def bent(chance: random.Random, right: bytes) -> bytes:
    """Return bytes that have been bent a few times."""
    whole = bytearray(right)
    for _ in range(chance.randint(1, _MOST_BENDS)):
        chance.choice(_BENDS)(chance, whole)
        del whole[_LONGEST:]
    return bytes(whole)


def _slice(chance: random.Random, whole: bytearray) -> slice:
    start = chance.randint(0, len(whole))
    return slice(start, min(len(whole), start + chance.choice((1, 1, 2, 4, 16, 200))))


def _cut(chance: random.Random, whole: bytearray) -> None:
    del whole[_slice(chance, whole)]


def _end(chance: random.Random, whole: bytearray) -> None:
    del whole[chance.randint(0, len(whole)) :]


def _insert(chance: random.Random, whole: bytearray) -> None:
    at = chance.randint(0, len(whole))
    whole[at:at] = chance.choice(_TOKENS)


def _replace(chance: random.Random, whole: bytearray) -> None:
    whole[_slice(chance, whole)] = chance.choice(_TOKENS)


def _flip(chance: random.Random, whole: bytearray) -> None:
    if whole:
        whole[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)


def _repeat(chance: random.Random, whole: bytearray) -> None:
    which = _slice(chance, whole)
    whole[which] = bytes(whole[which]) * chance.randint(2, _MOST_REPEATS)


def _swap(chance: random.Random, whole: bytearray) -> None:
    one, other = _slice(chance, whole), _slice(chance, whole)
    whole[one], whole[other] = bytes(whole[other]), bytes(whole[one])


def _nest(chance: random.Random, whole: bytearray) -> None:
    opened, closed = chance.choice(
        ((b"[", b"]"), (b'{"a":', b"}"), (b"(", b")"), (b"<a>", b"</a>"))
    )
    which, times = _slice(chance, whole), chance.choice((2, 30, 2_000))
    whole[which] = opened * times + bytes(whole[which]) + closed * times


_BENDS: tuple[Callable[[random.Random, bytearray], None], ...] = (
    _cut,
    _end,
    _insert,
    _insert,
    _replace,
    _replace,
    _flip,
    _repeat,
    _swap,
    _nest,
)

_JSON_TYPE = {"Content-Type": "application/json"}


def _named(right: bytes, names: Names) -> bytes:
    for name, value in vars(names).items():
        right = right.replace(b"{%s}" % name.encode(), value.encode())
    return right


def _json(chance: random.Random, names: Names) -> Sent:
    method, path, right = chance.choice(JSON)
    place = _named(path.encode(), names).decode()
    return Sent(method, place, _JSON_TYPE, bent(chance, _named(right, names)))


def _csv(chance: random.Random, names: Names) -> Sent:
    right = _named(chance.choice(CSV), names)
    return Sent("PUT", "jobs/ingest", {"Content-Type": "text/csv"}, bent(chance, right))


def _multipart(chance: random.Random, names: Names) -> Sent:
    del names
    right = b"multipart/form-data; boundary=XX"
    header = bent(chance, right) if chance.random() < 0.2 else right
    # A header holds neither the end of its line nor anything but Latin-1.
    text = header.translate(None, b"\r\n\0").decode("latin-1")
    return Sent("POST", "jobs/ingest", {"Content-Type": text}, bent(chance, MULTIPART))


def _xml(chance: random.Random, names: Names) -> Sent:
    right = _named(ENVELOPE % chance.choice(CALLS), names)
    path = f"/services/Soap/{chance.choice('uc')}/49.0"
    return Sent("POST", path, {"Content-Type": "text/xml", "SOAPAction": '""'}, bent(chance, right))


def _soql(chance: random.Random, names: Names) -> Sent:
    right = _named(chance.choice(SOQL), names)
    path = chance.choice(("query", "query", "query", "queryAll", "tooling/query"))
    return Sent("GET", path, {}, query=bent(chance, right))


_MAKERS: Mapping[Kind, Callable[[random.Random, Names], Sent]] = {
    Kind.JSON: _json,
    Kind.CSV: _csv,
    Kind.MULTIPART: _multipart,
    Kind.XML: _xml,
    Kind.SOQL: _soql,
}
