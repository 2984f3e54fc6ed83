"""Who may read what: the question the SOQL binder asks.

A hidden object is answered as if it did not exist (INVALID_TYPE), a hidden field as if it were no
column (INVALID_FIELD), reference 4.6. Who has which right is decided elsewhere; this package only
says how to ask.
"""

from __future__ import annotations

from typing import Protocol

from fake_salesforce.schema.field import Field
from fake_salesforce.schema.sobject import SObject

__all__ = ["Access", "FullAccess"]


class Access(Protocol):
    """What one user may read."""

    def can_read_object(self, sobject: SObject) -> bool:
        """Tell whether the user may read records of this object type at all."""
        ...

    def can_read_field(self, sobject: SObject, field: Field) -> bool:
        """Tell whether the user may read this field (field-level security)."""
        ...


class FullAccess:
    """A user who may read everything."""

    def can_read_object(self, sobject: SObject) -> bool:  # noqa: ARG002 - every object alike
        """Return True."""
        return True

    def can_read_field(self, sobject: SObject, field: Field) -> bool:  # noqa: ARG002 - the same
        """Return True."""
        return True
