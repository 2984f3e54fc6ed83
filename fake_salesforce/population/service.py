"""Cases of contacts and their accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from fake_salesforce.records.cases import progress
from fake_salesforce.records.values import Stored
from fake_salesforce.schema import SObject

from .drawing import Drawing, one_of, values_of

OF_CONTACT = '"Id", "AccountId", "Phone", "MobilePhone", "Email", "Fax"'
"""The columns of a contact that its cases take over, in the order of ``_SHOWN``."""

_SHOWN = ("ContactId", "AccountId", "ContactPhone", "ContactMobile", "ContactEmail", "ContactFax")
_SUBJECTS = (
    "Cannot log in",
    "Invoice is wrong",
    "Part arrived broken",
    "Question about delivery",
    "Machine stops",
)


def cases(
    case: SObject,
    count: int,
    *,
    drawing: Drawing,
    record_id: Callable[[int], str],
    first_number: int,
    contacts: Sequence[tuple[Stored, ...]],
) -> Iterator[tuple[Stored, ...]]:
    """Yield rows of cases, each of a contact if there are any.

    Args:
        case: the Case object of the org's schema.
        count: how many.
        drawing: what they share.
        record_id: gives the id of the n-th, counted from 0.
        first_number: the number of the first one.
        contacts: what ``OF_CONTACT`` selects of those they can be of.
    """
    chance = drawing.chance("Case")
    picked = {
        name: values_of(case, name) for name in ("Status", "Priority", "Origin", "Reason", "Type")
    }

    def record(number: int, _: str, stamps: Mapping[str, Stored]) -> dict[str, Stored]:
        given: dict[str, Stored] = {
            "CaseNumber": f"{first_number + number:08}",
            "Subject": one_of(chance, _SUBJECTS),
            **{name: one_of(chance, values) for name, values in picked.items()},
            **dict(zip(_SHOWN, one_of(chance, contacts) or (), strict=False)),
        }
        return given | progress(given | dict(stamps))

    return drawing.rows(case, count, record_id=record_id, record=record)
