"""UserLogin: a user is frozen and thawed, a lock-out ended; both are told by the view of that name.

Its rows are written through the view (``org/views.py``). Logins ask the row, not this module.
"""

from __future__ import annotations

from collections.abc import Mapping

from fake_salesforce.errors import FieldIntegrityError

from .values import Stored


def check_unlocked(record: Mapping[str, Stored], before: Mapping[str, Stored] | None) -> None:
    """Refuse to lock somebody out: only failed logins do ([K:object-reference/userlogin]).

    Code and text are believed.

    Raises:
        FieldIntegrityError: IsPasswordLocked would become true.
    """
    was_locked = before is not None and before["IsPasswordLocked"]
    if record["IsPasswordLocked"] and not was_locked:
        message = "Password Locked: this field can be set to false, not to true"
        raise FieldIntegrityError(message, fields=("IsPasswordLocked",))
