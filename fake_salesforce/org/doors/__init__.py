"""The doors of an org: every reason for which a login is refused, one small check each.

A check reads a :class:`Knock` and says how the login ends, or None to let the next one look. Their
order is the tuple ``CHECKS``. What an outcome looks like on the wire is not decided here: SOAP and
OAuth say the same thing in different words (``login/refused.py``).
"""

from .knock import Door, Knock
from .order import CHECKS, ending
from .status import LoginStatus

__all__ = ["CHECKS", "Door", "Knock", "LoginStatus", "ending"]
