"""The rights of one user: what his permission sets, and sharing, let him do.

Sources: reference 4.6, 5.2 and 6.3; Salesforce help, "Object Permissions", "Organization-Wide
Sharing Defaults", "View All and Modify All Permissions". Believed where no other source is named:
that the recycle bin follows the same sharing, and that a parent's record that is not shared shows
as none at all.
"""

from __future__ import annotations

import json
from functools import cached_property

from fake_salesforce.schema import (
    AccessLevel,
    AsObject,
    ByObjectPermissions,
    BySystemPermissions,
    ControlledByParent,
    Field,
    InFolders,
    Owned,
    OwnOnly,
    Public,
    RecordType,
    Schema,
    SObject,
)

from .grants import EVERY_RIGHT, FieldRights, Grants, ObjectRights
from .visibility import Among, Everything, Named, Shared, Through, Visibility, any_of

_CONTROLLED_BY_PARENT = "ControlledByParent"
_WITH_TRANSFER = "ReadEditTransfer"
_LEVELS = {
    "None": AccessLevel.NONE,
    "Read": AccessLevel.READ,
    "Edit": AccessLevel.EDIT,
    _WITH_TRANSFER: AccessLevel.EDIT,
    "All": AccessLevel.ALL,
}
"""Organization-wide defaults and levels of shares, as Salesforce spells them."""

_NO_FIELD_RIGHTS = FieldRights()


class UserAccess:
    """Answers from what permission sets grant a user."""

    def __init__(self, user_id: str, *, schema: Schema, grants: Grants) -> None:
        self._user_id = user_id
        self._schema = schema
        self._grants = grants

    def has(self, permission: str) -> bool:
        """Tell whether the user has a system permission, as ``ApiEnabled``."""
        return self._grants.has(permission)

    # -- objects -----------------------------------------------------------------------------------

    def can_read_object(self, sobject: SObject) -> bool:
        """Tell whether the user may read records of this object type at all."""
        governance = sobject.governance
        if isinstance(governance, BySystemPermissions):
            return self._has_one(governance.read)
        return self._rights(sobject).read

    def can_create(self, sobject: SObject) -> bool:
        """Tell whether the user may create records of this object type."""
        return self._may_write(sobject, "create")

    def can_edit(self, sobject: SObject) -> bool:
        """Tell whether the user may edit records of this object type at all."""
        return self._may_write(sobject, "edit")

    def can_delete(self, sobject: SObject) -> bool:
        """Tell whether the user may delete records of this object type at all."""
        return self._may_write(sobject, "delete")

    def _may_write(self, sobject: SObject, right: str) -> bool:
        match sobject.governance:
            case BySystemPermissions(_, write):
                return self._has_one(write) and self.can_read_object(sobject)
            case AsObject():
                return self._rights(sobject).edit
            case ByObjectPermissions():
                return bool(getattr(self._rights(sobject), right))

    def _has_one(self, permissions: frozenset[str]) -> bool:
        return not permissions or any(map(self._grants.has, permissions))

    def _rights(self, sobject: SObject) -> ObjectRights:
        """Return the rights on an object that ObjectPermissions govern, itself or through another.

        Modify All Data is every right on every object, View All Data lets read every record; the
        right to read the object comes with both.
        """
        governance = sobject.governance
        name = governance.sobject if isinstance(governance, AsObject) else sobject.name
        if self._grants.has("ModifyAllData"):
            return EVERY_RIGHT
        return self._grants.of_object(name)

    # -- fields ------------------------------------------------------------------------------------

    def can_read_field(self, sobject: SObject, field: Field) -> bool:
        """Tell whether the user may read this field (field-level security)."""
        governing = sobject.governing_field(field)
        return governing is None or self._field_rights(sobject, governing).read

    def can_edit_field(self, sobject: SObject, field: Field) -> bool:
        """Tell whether field-level security lets the user write this field."""
        governing = sobject.governing_field(field)
        return governing is None or self._field_rights(sobject, governing).edit

    def _field_rights(self, sobject: SObject, field: Field) -> FieldRights:
        return self._grants.of_fields(sobject.name).get(field.name, _NO_FIELD_RIGHTS)

    def can_use_record_type(self, sobject: SObject, record_type: RecordType) -> bool:
        """Tell whether the user may give this record type to a record."""
        return record_type.is_active and record_type.id in self._grants.record_types(sobject.name)

    def default_record_type(self, sobject: SObject) -> str | None:
        """Return the id of the record type that a record gets unless told."""
        found = self._grants.record_types(sobject.name)
        return next((each for each, is_default in found.items() if is_default), None)

    # -- records -----------------------------------------------------------------------------------

    def records(self, sobject: SObject, level: AccessLevel = AccessLevel.READ) -> Visibility:
        """Return which records of an object the user has at least this much access to."""
        if self._has_all(sobject, level):
            return Everything()
        sharing = sobject.sharing
        match sharing:
            case Public():
                return Everything()
            case OwnOnly(reference, opened_by):
                is_open = any(map(self._grants.has, opened_by))
                return Everything() if is_open else Among(reference, json.dumps([self._user_id]))
            case InFolders(reference, opened_by):
                return self._in_folders(reference, opened_by)
            case ControlledByParent(reference, written_with):
                needed = level if level <= AccessLevel.READ else written_with
                return self._through(sobject, reference, needed)
            case Owned():
                return self._owned(sobject, sharing, level)

    def _in_folders(self, reference: str, opened_by: str) -> Visibility:
        """Return what lies in a user's own folder, and in public ones if he may see them.

        Sources: Salesforce help, "View Reports in Public Folders"; that it opens the folder of
        unfiled public reports too is believed.
        """
        own = Among(reference, json.dumps([self._user_id]))
        if not self._grants.has(opened_by):
            return own
        public = Among("AccessType", json.dumps(["Public", "PublicInternal"]))
        return any_of(
            own,
            Through(reference, "Folder", public),
            Through(reference, "Organization", Everything()),
        )

    def can_modify_all(self, sobject: SObject) -> bool:
        """Tell whether a right opens every record of an object for writing, however shared."""
        return self._has_all(sobject, AccessLevel.ALL)

    def transferable(self, sobject: SObject) -> Visibility:
        """Return which records of an object the user may give to another owner."""
        sharing = sobject.sharing
        if isinstance(sharing, Owned) and (
            any(map(self._grants.has, sharing.transferable_with))
            or self._default_access(sharing) == _WITH_TRANSFER
        ):
            return self.records(sobject, AccessLevel.EDIT)
        return self.records(sobject, AccessLevel.ALL)

    def _default_access(self, sharing: Owned) -> str | AccessLevel:
        default = sharing.default
        return self._grants.default_access(default) if isinstance(default, str) else default

    def _has_all(self, sobject: SObject, level: AccessLevel) -> bool:
        """Tell whether a right opens every record of an object, however it is shared."""
        if self._grants.has("ModifyAllData"):
            return True
        is_reading = level <= AccessLevel.READ
        if is_reading and self._grants.has("ViewAllData"):
            return True
        if isinstance(sobject.governance, BySystemPermissions):
            return False
        rights = self._rights(sobject)
        return rights.modify_all or (is_reading and rights.view_all)

    def _owned(self, sobject: SObject, sharing: Owned, level: AccessLevel) -> Visibility:
        default = self._default_access(sharing)
        if default == _CONTROLLED_BY_PARENT and sharing.parent is not None:
            return self._by_parent(sobject, sharing.parent, level)
        if (_LEVELS[default] if isinstance(default, str) else default) >= level:
            return Everything()
        rules: list[Visibility] = [Among("OwnerId", self._circle)]
        if sharing.share is not None:
            rules.append(self._shared(sobject, sharing.share, level))
        if level <= AccessLevel.READ:
            rules += (self._through(sobject, each, level) for each in sharing.readable_through)
            rules += (Named(*each, self._given(each[0])) for each in sharing.readable_from)
        return any_of(*rules)

    def _given(self, sobject_name: str) -> Visibility:
        """Return the records of an object that are the user's, or shared with him, one by one."""
        sobject = self._schema.known(sobject_name)
        assert sobject is not None
        rules: list[Visibility] = [Among("OwnerId", self._circle)]
        if isinstance(sobject.sharing, Owned) and sobject.sharing.share is not None:
            rules.append(self._shared(sobject, sobject.sharing.share, AccessLevel.READ))
        return any_of(*rules)

    def _by_parent(self, sobject: SObject, reference: str, level: AccessLevel) -> Visibility:
        """Return what a parent decides; a record without one is its owner's alone (help)."""
        own = Among("OwnerId", json.dumps([self._user_id]))
        # Whoever may edit an account may delete its contacts.
        through = self._through(sobject, reference, min(level, AccessLevel.EDIT))
        return any_of(own, through)

    def _shared(self, sobject: SObject, share: str, level: AccessLevel) -> Visibility:
        return Shared(
            share,
            f"{sobject.name}Id",
            f"{sobject.name}AccessLevel",
            tuple(name for name, each in _LEVELS.items() if each >= level),
            self._circle,
        )

    def _through(self, sobject: SObject, reference: str, level: AccessLevel) -> Visibility:
        """Return the records whose parent is visible to this level, whatever its type."""
        field = sobject.field(reference)
        assert field is not None
        parents = (self._schema.known(each) for each in field.reference_to)
        return any_of(
            *(
                Through(reference, each.name, self.records(each, level))
                for each in parents
                if each is not None and self.can_read_object(each)
            )
        )

    @cached_property
    def _circle(self) -> str:
        return json.dumps(sorted(self._grants.circle()))
