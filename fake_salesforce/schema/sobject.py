"""An sObject: a named set of fields, with what may be done to its records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from fake_salesforce.errors import NotImplementedInFakeError

from .field import Field
from .rights import ByObjectPermissions, Governance, Public, Sharing
from .rules import AssignmentRule, DuplicateRule, ValidationRule

LAYOUT_URLS = ("compactLayouts", "approvalLayouts", "defaultValues", "quickActions", "layouts")
"""What describes of objects with layouts name ([CCI], a custom object's v38 describe [P])."""


@dataclass(frozen=True, slots=True)
class RecordType:
    """One record type of an object."""

    id: str
    developer_name: str
    name: str
    is_active: bool
    is_default: bool = False
    """Whether a record that names no record type gets this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SObject:
    """One object type of an org.

    Field names are looked up without regard to case, as SOQL and the REST API do; the schema's own
    spelling is what comes back (reference 4.1).
    """

    name: str
    label: str
    label_plural: str
    key_prefix: str
    fields: tuple[Field, ...]
    createable: bool = True
    updateable: bool = True
    deletable: bool = True
    undeletable: bool = True
    mergeable: bool = False
    searchable: bool = True
    triggerable: bool = True
    replicateable: bool = True
    layoutable: bool = True
    mru_enabled: bool = True
    feed_enabled: bool = False
    deep_cloneable: bool = False
    has_record_types: bool = True
    """Whether its records can have record types; only those with layouts can."""
    further_urls: tuple[str, ...] = LAYOUT_URLS
    """Names of the URLs that describe has besides those of every object, if it has layouts."""
    supported_scopes: tuple[tuple[str, str], ...] = ()
    """Pairs of scope name and label, as describe lists them."""
    record_types: tuple[RecordType, ...] = ()
    """The record types besides the master, in the order in which they were made."""
    validation_rules: tuple[ValidationRule, ...] = ()
    duplicate_rules: tuple[DuplicateRule, ...] = ()
    assignment_rules: tuple[AssignmentRule, ...] = ()
    """In the order in which they were made; at most one of them is active."""
    archives: bool = False
    """Whether a nightly job sets IsArchived of old records, which ``query`` hides then."""
    field_level_security: bool = False
    """Whether FieldPermissions can hide its fields."""
    absent_fields: tuple[str, ...] = ()
    """Fields of a real org that the fake does not have; ``Hierarchy*`` is all that begin so.

    Asking for one is refused loudly, since "no such column" would be a lie about Salesforce.
    """
    absent_relationships: tuple[str, ...] = ()
    """Names under which a real record sees parents or children and the fake's does not."""
    governance: Governance = field(default_factory=ByObjectPermissions)
    sharing: Sharing = field(default_factory=Public)
    _by_name: Mapping[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name = {each.name.lower(): each for each in self.fields}
        if len(by_name) != len(self.fields):
            message = f"two fields of {self.name} have one name"
            raise ValueError(message)
        object.__setattr__(self, "_by_name", MappingProxyType(by_name))

    def field(self, name: str) -> Field | None:
        """Return the field of that name, whatever its case, or None."""
        return self._by_name.get(name.lower())

    def check_field(self, name: str) -> None:
        """Refuse the name of a field that a real org has and the fake does not.

        Raises:
            NotImplementedInFakeError: it is one.
        """
        wanted = name.lower()
        for each in self.absent_fields:
            beginning, star, _ = each.lower().partition("*")
            if wanted == beginning or (star and wanted.startswith(beginning)):
                part = f"the field {self.name}.{each if not star else name}"
                instead = f"The describe of {self.name} names the fields it has."
                raise NotImplementedInFakeError(part, instead=instead)

    def check_relationship(self, name: str) -> None:
        """Refuse the name of a relationship that a real org has and the fake does not.

        Raises:
            NotImplementedInFakeError: it is one.
        """
        for each in self.absent_relationships:
            if each.lower() == name.lower():
                part = f"the relationship {each} of {self.name}"
                instead = f"The describe of {self.name} names the relationships it has."
                raise NotImplementedInFakeError(part, instead=instead)

    @property
    def is_custom(self) -> bool:
        """Whether an administrator made it, which its name tells."""
        return self.name.endswith("__c")

    def parts_of(self, compound: Field) -> Iterator[Field]:
        """Yield the fields that a compound field is put together from."""
        return (each for each in self.fields if each.compound_field_name == compound.name)

    def governing_field(self, field: Field) -> Field | None:
        """Return the field whose FieldPermissions count for a field; None if it is always visible.

        The parts of an address go with the address (believed), those of a name with the name.
        """
        whole = self.field(field.compound_field_name or field.name)
        is_governed = self.field_level_security and whole is not None and whole.is_permissionable
        return whole if is_governed else None

    @property
    def permissionable_fields(self) -> tuple[Field, ...]:
        """The fields that FieldPermissions can name."""
        if not self.field_level_security:
            return ()
        return tuple(each for each in self.fields if self.governing_field(each) is each)

    @property
    def columns(self) -> tuple[Field, ...]:
        """The fields that have a column in the org's database, in the schema's order."""
        return tuple(each for each in self.fields if not each.is_compound)


class Schema:
    """The object types of one org, looked up without regard to case."""

    def __init__(self, sobjects: tuple[SObject, ...], *, absent: frozenset[str]) -> None:
        """Make a schema.

        Args:
            sobjects: the object types the org has.
            absent: names of objects that a real org has and the fake does not. Asking for one is
                refused loudly, since "not supported" would be a lie about Salesforce.
        """
        self._by_name = {each.name.lower(): each for each in sobjects}
        self._by_prefix = {each.key_prefix: each for each in sobjects}
        self._absent = {each.lower(): each for each in absent}
        self.version = 0
        """How often it was changed; what is read afterwards is at least as new as it says."""

    def restore(self, sobjects: Iterable[SObject]) -> None:
        """Go back to these object types."""
        self._by_name = {each.name.lower(): each for each in sobjects}
        self._by_prefix = {each.key_prefix: each for each in self._by_name.values()}
        self.version += 1

    def put(self, sobject: SObject) -> None:
        """Add an object type, or put another definition in the place of the one of its name.

        Whoever holds an object type goes on with the old definition. Both look-ups are exchanged
        for new ones, so a thread that reads meanwhile sees the schema before or after.
        """
        self._by_name = self._by_name | {sobject.name.lower(): sobject}
        self._by_prefix = self._by_prefix | {sobject.key_prefix: sobject}
        self.version += 1

    def __iter__(self) -> Iterator[SObject]:
        return iter(self._by_name.values())

    def known(self, name: str) -> SObject | None:
        """Return the object type of that name, whatever its case, or None."""
        return self._by_name.get(name.lower())

    def sobject(self, name: str) -> SObject | None:
        """Return the object type a client asks for by name, or None if no org has it.

        Raises:
            NotImplementedInFakeError: a real org has it and the fake does not.
        """
        found = self.known(name)
        if found is None and name.lower() in self._absent:
            part = f"the object {self._absent[name.lower()]}"
            has = ", ".join(sorted(each.name for each in self))
            raise NotImplementedInFakeError(part, instead=f"It has {has}.")
        return found

    def child_relationship(self, parent: SObject, name: str) -> tuple[SObject, Field] | None:
        """Return the children that a parent calls by a relationship's name, or None.

        They come with the field by which each refers to its parent.
        """
        for child in self:
            for each in child.fields:
                called = (each.child_relationship_name or "").lower()
                if called == name.lower() and parent.name in each.reference_to:
                    return child, each
        return None

    def sobject_of_id(self, record_id: str) -> SObject | None:
        """Return the object type whose key prefix the id begins with, or None."""
        return self._by_prefix.get(record_id[:3])
