"""Which records are members of a list, where their e-mail lies, and what became of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sfconnector.lists.fields import EMAIL
from sfconnector.lists.sources.members import ALL_TOLD, Note
from sfconnector.salesforce import describe
from sfconnector.salesforce.describe import Field
from sfconnector.salesforce.query import MOST_ROWS, all_of, one_of
from sfconnector.salesforce.rows_by_key import STAMP, RowsByKey
from sfconnector.salesforce.session import Session

DELETED, MASTER, RECORD_TYPE = "IsDeleted", "MasterRecordId", "RecordTypeId"


@dataclass(frozen=True, slots=True)
class Parent:
    """A record that a member refers to, whose fields may be chosen and whose edits are followed."""

    relationship: str
    """As SOQL names it: ``Lead``, ``Lead__r``."""
    sobject: str


class RecordRows(RowsByKey):
    """Records, which are told to the last."""

    def note(self) -> Note:
        """Tell that nothing is missing."""
        return ALL_TOLD


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The records of one object that are members, if their e-mail is valid."""

    sobject: str
    scope: str | None = None
    """A condition that every query of them has; None: all records of the object."""
    email: str = EMAIL
    """The path of the e-mail, which a list always calls Email."""
    parents: tuple[Parent, ...] = ()
    kept: tuple[str, ...] = ()
    """Fields that are always imported behind the chosen ones: they tell who a member is."""
    converted: str | None = None
    """The field that tells that a record was converted, and is a member no more."""
    converted_to: str | None = None
    """The field that names what it became."""
    record_types: tuple[str, ...] = ()
    """Ids of the record types that members have; none takes every record."""

    @property
    def paths(self) -> Mapping[str, str]:
        """Where fields lie that lie elsewhere than their name says."""
        return {} if self.email == EMAIL else {EMAIL: self.email}

    @property
    def stamps(self) -> tuple[str, ...]:
        """What tells that a member was changed."""
        return (STAMP, *(f"{each.relationship}.{STAMP}" for each in self.parents))

    def present(self, visible: Collection[str]) -> str | None:
        """Return the condition of the records that are members or skipped."""
        converted = self.converted
        return all_of(self._narrowed, f"{converted} = false" if converted in visible else None)

    @property
    def _narrowed(self) -> str | None:
        of_type = one_of(RECORD_TYPE, self.record_types) if self.record_types else None
        return all_of(self.scope, of_type)

    def followed(self, visible: Collection[str]) -> tuple[str, ...]:
        """Return the fields that tell what became of a record, as far as they may be read."""
        record_type = RECORD_TYPE if self.record_types else None
        others = (MASTER, self.converted, self.converted_to, record_type)
        return (DELETED, *(each for each in others if each and each in visible))

    def selected(self, fields: Sequence[str]) -> tuple[str, ...]:
        """Return the paths of fields."""
        return tuple(self.paths.get(each, each) for each in fields)

    @property
    def where(self) -> str:
        """Where the e-mail lies, as messages name it."""
        return f"{self.sobject}.{self.email}"

    @property
    def looks(self) -> int:
        """How many calls :meth:`visible` takes."""
        return 1 + len(self.parents)

    @property
    def marks(self) -> int:
        """How many calls asking for the newest stamps takes."""
        return len(self.stamps)

    def reads(self, rows: int) -> int:
        """Return how many pages have so many rows, unless they are wide; full ones end in none."""
        return rows // MOST_ROWS + 1

    def visible(self, session: Session) -> tuple[Field, ...]:
        """Return the fields of the records and their parents that the user sees.

        They are named as a list names them. It takes a call for the object and one for each parent.

        Raises:
            AccessDeniedError: the user may not read the object or a parent's.
            ConnectorError: as :meth:`Session.call`.
        """
        found = list(describe.of(session, self.sobject))
        for parent in self.parents:
            found += (
                replace(each, name=f"{parent.relationship}.{each.name}")
                for each in describe.of(session, parent.sobject)
            )
        if self.email == EMAIL:
            return tuple(found)
        return tuple(
            replace(each, name=EMAIL) if each.name == self.email else each for each in found
        )

    def rows(self, session: Session, fields: Sequence[str]) -> RecordRows:
        """Return the records, members or not and whatever their record type, with these fields.

        Who has another record type now has left, so changes are read of all.
        """
        return self._rows(session, fields, self.scope)

    def narrowed_rows(self, session: Session, fields: Sequence[str]) -> RecordRows:
        """Return the records that have the record types, with these fields."""
        return self._rows(session, fields, self._narrowed)

    def _rows(self, session: Session, fields: Sequence[str], condition: str | None) -> RecordRows:
        return RecordRows(
            session,
            self.sobject,
            fields,
            condition=condition,
            paths=self.paths,
            stamps=self.stamps,
        )
