"""Generated schemas, their data and queries over them, with a naive evaluator of those queries.

Like ``soql_model`` the evaluator shares no code with ``fake_salesforce.soql``: a world is lists of
dicts, whose references are positions from 1 or None.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hypothesis import strategies as st

import soql_model
from fake_salesforce.schema.field import Field, FieldType
from fake_salesforce.schema.sobject import Schema, SObject
from soql_model import Record, folded, written
from soql_stage import record_id

VALUES: Mapping[FieldType, st.SearchStrategy[Any]] = {
    FieldType.STRING: soql_model.texts,
    FieldType.EMAIL: soql_model.texts,
    FieldType.INT: soql_model.numbers,
    FieldType.DOUBLE: soql_model.amounts,
    FieldType.BOOLEAN: st.booleans(),
    FieldType.DATE: soql_model.days,
    FieldType.DATETIME: soql_model.instants,
}
_TEXTS = (FieldType.STRING, FieldType.EMAIL)
_KEYS = st.sampled_from(
    [
        {},
        {"unique": True},
        {"unique": True, "case_sensitive": True},
        {"external_id": True, "case_sensitive": True},
        {"case_sensitive": True},
    ]
)
"""What a text may be: of a unique one, or an external id, the case may count."""


@dataclass(frozen=True)
class World:
    """A schema, and the records of its objects."""

    sobjects: tuple[SObject, ...]
    records: Mapping[str, Sequence[Record]]

    @property
    def schema(self) -> Schema:
        """The schema as the binder takes it."""
        return Schema(self.sobjects, absent=frozenset())

    def sobject(self, name: str) -> SObject:
        """Return an object by name."""
        return next(each for each in self.sobjects if each.name == name)

    def stored(self) -> dict[str, list[dict[str, Any]]]:
        """Return the records as a database keeps them."""
        return {
            each.name: [self._stored(each, record) for record in self.records[each.name]]
            for each in self.sobjects
        }

    def _stored(self, sobject: SObject, record: Record) -> dict[str, Any]:
        row = soql_model.stored(record)
        for field in sobject.fields:
            position = record.get(field.name)
            if field.reference_to and position is not None:
                row[field.name] = record_id(self.sobject(field.reference_to[0]), position)
        return row

    def value(self, sobject: SObject, position: int, path: Sequence[str]) -> Any:
        """Return the value at the end of a path, None behind a missing parent."""
        record = self.records[sobject.name][position - 1]
        name, *rest = path
        if not rest:
            if name == "Id":
                return record_id(sobject, position)
            return record[name]
        reference = next(each for each in sobject.fields if each.relationship_name == name)
        parent = record[reference.name]
        target = self.sobject(reference.reference_to[0])
        return None if parent is None else self.value(target, parent, rest)


def _field(name: str, field_type: FieldType, **properties: Any) -> Field:
    flags = {"filterable": True, "sortable": True, "groupable": True, "nillable": True}
    return Field(name=name, type=field_type, label=name, **(flags | properties))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Generate two or three objects with fields of any type that refer to one another."""
    names = [f"{letter}__c" for letter in draw(st.sampled_from(["AB", "XYZ", "Zed"]))]
    made = []
    for at, name in enumerate(names):
        types = draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=4))
        targets = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2))
        fields = [_field("Id", FieldType.ID), _field("IsDeleted", FieldType.BOOLEAN)]
        fields += [
            _field(f"F{n}__c", each, **draw(_KEYS) if each is FieldType.STRING else {})
            for n, each in enumerate(types)
        ]
        fields += [
            _field(
                f"R{n}__c",
                FieldType.REFERENCE,
                reference_to=(target,),
                relationship_name=f"R{n}__r",
                child_relationship_name=f"C{at}{n}__r",
            )
            for n, target in enumerate(targets)
        ]
        made.append(
            SObject(
                name=name,
                label=name,
                label_plural=name,
                key_prefix=f"a0{at}",
                fields=tuple(fields),
            )
        )
    counts = {name: draw(st.integers(2, 5)) for name in names}
    records = {
        each.name: [draw(_records(each, counts)) for _ in range(counts[each.name])] for each in made
    }
    return World(tuple(made), records)


def _records(sobject: SObject, counts: Mapping[str, int]) -> st.SearchStrategy[Record]:
    values: dict[str, st.SearchStrategy[Any]] = {}
    for each in sobject.fields:
        if each.name == "IsDeleted":
            values[each.name] = st.sampled_from([False, False, False, True])
        elif each.reference_to:
            count = counts[each.reference_to[0]]
            values[each.name] = st.none() | st.integers(1, count) if count else st.none()
        elif each.type is FieldType.BOOLEAN:
            values[each.name] = st.booleans()
        elif each.type in VALUES:
            of_type = VALUES[each.type]
            # An empty text is stored as none.
            values[each.name] = st.none() | of_type.map(
                lambda found: None if found == "" else found
            )
    return st.fixed_dictionaries(values)


@dataclass(frozen=True)
class Path:
    """A path of an object of a world, and the type at its end."""

    names: tuple[str, ...]
    type: FieldType
    is_exact: bool = False
    """Whether the case of its texts counts."""

    @property
    def text(self) -> str:
        """The path as SOQL."""
        return ".".join(self.names)


def paths_of(world: World, sobject: SObject, *, hops: int = 3) -> list[Path]:
    """Return every path from an object to a plain field, through so many parents at most."""
    found = [
        Path((each.name,), each.type, each.case_sensitive and (each.unique or each.external_id))
        for each in sobject.fields
        if each.type in VALUES
    ]
    if hops:
        for each in sobject.fields:
            if each.reference_to:
                target = world.sobject(each.reference_to[0])
                found += [
                    Path((str(each.relationship_name), *path.names), path.type, path.is_exact)
                    for path in paths_of(world, target, hops=hops - 1)
                ]
    return found


@dataclass(frozen=True)
class Condition:
    """A condition as text, and what it means for a record of a world, by position."""

    text: str
    holds: Any


_COMPARE = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _literal(value: Any) -> str:
    if isinstance(value, str):
        return written(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03}Z"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _key(path: Path, value: Any) -> Any:
    """Return what a value compares by."""
    if path.type not in _TEXTS:
        return value
    return (folded(value), value) if path.is_exact else folded(value)


def _compares(found: Any, sign: str, value: Any, path: Path) -> bool:
    field_type = path.type
    if field_type is FieldType.BOOLEAN:
        return bool(_COMPARE[sign](bool(found), value))
    if field_type in _TEXTS and sign in ("=", "!="):
        value = value or None
    if found is None or value is None:
        return {"=": found is value, "!=": found is not value}.get(sign, False)
    return bool(_COMPARE[sign](_key(path, found), _key(path, value)))


@st.composite
def _comparisons(draw: st.DrawFn, world: World, sobject: SObject) -> Condition:
    path = draw(st.sampled_from(paths_of(world, sobject)))
    signs = ["=", "!="] if path.type is FieldType.BOOLEAN else sorted(_COMPARE)
    sign, value = draw(st.sampled_from(signs)), draw(VALUES[path.type])

    def holds(position: int) -> bool:
        return _compares(world.value(sobject, position, path.names), sign, value, path)

    return Condition(f"{path.text} {sign} {_literal(value)}", holds)


@st.composite
def conditions(draw: st.DrawFn, world: World, sobject: SObject, *, depth: int = 2) -> Condition:
    """Generate conditions on an object's fields and those of its parents."""
    kind = draw(st.sampled_from(["compare", "not", "AND", "OR"] if depth else ["compare"]))
    if kind == "compare":
        return draw(_comparisons(world, sobject))
    first = draw(conditions(world, sobject, depth=depth - 1))
    if kind == "not":
        return Condition(f"(NOT {first.text})", lambda position: not first.holds(position))
    second = draw(conditions(world, sobject, depth=depth - 1))
    combine = all if kind == "AND" else any
    return Condition(
        f"({first.text} {kind} {second.text})",
        lambda position: combine([first.holds(position), second.holds(position)]),
    )


@st.composite
def _joins(draw: st.DrawFn, world: World, sobject: SObject) -> Condition | None:
    """Generate a semi-join or an anti-join, if an object refers to another one by a field."""
    possible: list[tuple[str, SObject, str]] = []
    for other in world.sobjects:
        if other is sobject:
            continue
        possible += [
            ("Id", other, each.name) for each in other.fields if sobject.name in each.reference_to
        ]
        possible += [
            (each.name, other, "Id") for each in sobject.fields if other.name in each.reference_to
        ]
    if not possible:
        return None
    outer, other, inner = draw(st.sampled_from(possible))
    where, negated = draw(conditions(world, other)), draw(st.booleans())
    found = {
        _identity(world, other, position, inner)
        for position in visible(world, other)
        if where.holds(position)
    } - {None}

    def holds(position: int) -> bool:
        return (_identity(world, sobject, position, outer) in found) is not negated

    word = "NOT IN" if negated else "IN"
    return Condition(f"{outer} {word} (SELECT {inner} FROM {other.name} WHERE {where.text})", holds)


def _identity(world: World, sobject: SObject, position: int, name: str) -> str | None:
    """Return the id that a record is, or refers to."""
    if name == "Id":
        return record_id(sobject, position)
    field = sobject.field(name)
    assert field is not None
    parent = world.records[sobject.name][position - 1][name]
    return None if parent is None else record_id(world.sobject(field.reference_to[0]), parent)


def visible(world: World, sobject: SObject) -> list[int]:
    """Return the positions of the records that are not deleted."""
    records = world.records[sobject.name]
    return [at for at, each in enumerate(records, 1) if not each["IsDeleted"]]


@dataclass(frozen=True)
class WorldQuery:
    """A query over a world, as text and as Python."""

    world: World
    sobject: SObject
    selected: tuple[Path, ...]
    where: tuple[Condition, ...]
    order_by: tuple[tuple[Path, bool, bool | None], ...]
    limit: int | None
    offset: int | None

    @property
    def text(self) -> str:
        """The query as SOQL."""
        words = [
            f"SELECT Id, {', '.join(each.text for each in self.selected)} FROM {self.sobject.name}"
        ]
        if self.where:
            words.append("WHERE " + " AND ".join(each.text for each in self.where))
        if self.order_by:
            words.append("ORDER BY " + ", ".join(_ordering(*each) for each in self.order_by))
        if self.limit is not None:
            words.append(f"LIMIT {self.limit}")
        if self.offset is not None:
            words.append(f"OFFSET {self.offset}")
        return " ".join(words)

    def answer(self) -> list[dict[str, Any]]:
        """Return, record by record, the values of what is selected, by path."""
        found = [
            position
            for position in visible(self.world, self.sobject)
            if all(each.holds(position) for each in self.where)
        ]
        for path, descending, nulls_first in reversed(self.order_by):
            found = self._ordered(found, path, descending=descending, nulls_first=nulls_first)
        start = self.offset or 0
        end = None if self.limit is None else start + self.limit
        paths = [Path(("Id",), FieldType.ID), *self.selected]
        return [
            {
                each.text: _shown(self.world.value(self.sobject, position, each.names))
                for each in paths
            }
            for position in found[start:end]
        ]

    def _ordered(
        self, found: list[int], path: Path, *, descending: bool, nulls_first: bool | None
    ) -> list[int]:
        values = {each: self.world.value(self.sobject, each, path.names) for each in found}
        nulls = [each for each in found if values[each] is None]
        others = [each for each in found if values[each] is not None]
        others.sort(key=lambda each: _key(path, values[each]), reverse=descending)
        come_first = not descending if nulls_first is None else nulls_first
        return nulls + others if come_first else others + nulls


def _ordering(path: Path, descending: bool, nulls_first: bool | None) -> str:  # noqa: FBT001 - one key
    nulls = {None: "", True: " NULLS FIRST", False: " NULLS LAST"}[nulls_first]
    return f"{path.text}{' DESC' if descending else ''}{nulls}"


def _shown(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03}+0000"
    return str(value) if isinstance(value, date) else value


@st.composite
def _queries(draw: st.DrawFn, world: World) -> WorldQuery:
    sobject = draw(st.sampled_from(world.sobjects))
    paths = st.sampled_from(paths_of(world, sobject))
    selected = draw(st.lists(paths, min_size=1, max_size=4, unique_by=lambda each: each.text))
    kinds = draw(st.sampled_from(["", "", "compare", "compare", "join", "compare join"]))
    where = [
        draw(conditions(world, sobject)) if "compare" in kinds else None,
        draw(_joins(world, sobject)) if "join" in kinds else None,
    ]
    keys = st.tuples(paths, st.booleans(), st.sampled_from([None, None, True, False]))
    return WorldQuery(
        world,
        sobject,
        tuple(selected),
        tuple(each for each in where if each is not None),
        tuple(draw(st.lists(keys, max_size=2))),
        draw(st.none() | st.integers(0, 3)),
        draw(st.none() | st.integers(0, 2)),
    )


@st.composite
def queries(draw: st.DrawFn) -> list[WorldQuery]:
    """Generate a world, and some queries of its objects."""
    world = draw(worlds())
    return draw(st.lists(_queries(world), min_size=3, max_size=6))
