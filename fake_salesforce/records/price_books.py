"""The standard price book: every org has it, under its own name ([K:object-reference/pricebook2]).

The code and the words of the refusals are believed.
"""

from __future__ import annotations

from collections.abc import Mapping

from fake_salesforce.errors import DeleteFailedError, FieldIntegrityError

from .values import Stored


def check_name(record: Mapping[str, Stored], before: Mapping[str, Stored] | None) -> None:
    """Refuse another name for the standard price book.

    Raises:
        FieldIntegrityError: it would get one.
    """
    if before is not None and before["IsStandard"] and before["Name"] != record["Name"]:
        message = "the name of the standard price book cannot be changed"
        raise FieldIntegrityError(message, fields=("Name",))


def check_not_standard(record: Mapping[str, Stored]) -> None:
    """Refuse to delete the standard price book.

    Raises:
        DeleteFailedError: it is.
    """
    if record["IsStandard"]:
        raise DeleteFailedError("the standard price book cannot be deleted", fields=())
