"""What is asked about the rights of one user, and the answer for whoever may do everything.

A hidden object is answered as if it did not exist (INVALID_TYPE), a hidden field as if it were no
column (INVALID_FIELD), and a record that is not shared is simply not there (reference 4.6).
"""

from __future__ import annotations

from typing import Protocol

from fake_salesforce.schema import AccessLevel, Field, RecordType, SObject

from .visibility import Everything, Visibility


class Access(Protocol):
    """What one user may do. Rights are those of the moment at which they are asked for."""

    def has(self, permission: str) -> bool:
        """Tell whether the user has a system permission, as ``ApiEnabled``."""
        ...

    def can_read_object(self, sobject: SObject) -> bool:
        """Tell whether the user may read records of this object type at all."""
        ...

    def can_create(self, sobject: SObject) -> bool:
        """Tell whether the user may create records of this object type."""
        ...

    def can_edit(self, sobject: SObject) -> bool:
        """Tell whether the user may edit records of this object type at all."""
        ...

    def can_delete(self, sobject: SObject) -> bool:
        """Tell whether the user may delete records of this object type at all."""
        ...

    def can_read_field(self, sobject: SObject, field: Field) -> bool:
        """Tell whether the user may read this field (field-level security)."""
        ...

    def can_edit_field(self, sobject: SObject, field: Field) -> bool:
        """Tell whether field-level security lets the user write this field."""
        ...

    def can_use_record_type(self, sobject: SObject, record_type: RecordType) -> bool:
        """Tell whether the user may give this record type to a record."""
        ...

    def default_record_type(self, sobject: SObject) -> str | None:
        """Return the id of the record type that a record gets unless told."""
        ...

    def records(self, sobject: SObject, level: AccessLevel = AccessLevel.READ) -> Visibility:
        """Return which records of an object the user has at least this much access to.

        Whether he may read, edit or delete the object's records at all is another question.
        """
        ...

    def can_modify_all(self, sobject: SObject) -> bool:
        """Tell whether a right opens every record of an object for writing, however shared."""
        ...

    def transferable(self, sobject: SObject) -> Visibility:
        """Return which records of an object the user may give to another owner."""
        ...


class FullAccess:
    """A user who may do everything: the system itself, and whoever stages an org."""

    def has(self, permission: str) -> bool:  # noqa: ARG002 - every permission alike
        """Return True."""
        return True

    def can_read_object(self, sobject: SObject) -> bool:  # noqa: ARG002 - every object alike
        """Return True."""
        return True

    def can_create(self, sobject: SObject) -> bool:  # noqa: ARG002 - the same
        """Return True."""
        return True

    def can_edit(self, sobject: SObject) -> bool:  # noqa: ARG002 - the same
        """Return True."""
        return True

    def can_delete(self, sobject: SObject) -> bool:  # noqa: ARG002 - the same
        """Return True."""
        return True

    def can_read_field(self, sobject: SObject, field: Field) -> bool:  # noqa: ARG002 - the same
        """Return True."""
        return True

    def can_edit_field(self, sobject: SObject, field: Field) -> bool:  # noqa: ARG002 - the same
        """Return True."""
        return True

    def can_use_record_type(self, sobject: SObject, record_type: RecordType) -> bool:  # noqa: ARG002 - the same
        """Return True."""
        return True

    def default_record_type(self, sobject: SObject) -> str | None:
        """Return the one that the object itself prefers."""
        return next((each.id for each in sobject.record_types if each.is_default), None)

    def records(self, sobject: SObject, level: AccessLevel = AccessLevel.READ) -> Visibility:  # noqa: ARG002 - the same
        """Return that every record is."""
        return Everything()

    def can_modify_all(self, sobject: SObject) -> bool:  # noqa: ARG002 - the same
        """Return True."""
        return True

    def transferable(self, sobject: SObject) -> Visibility:  # noqa: ARG002 - the same
        """Return that every record is."""
        return Everything()
