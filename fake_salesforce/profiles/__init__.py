"""The standard profiles of an org, and the permission set of a marketing connector.

To add one, write its file beside the others and add its name to the tuple.
"""

from .marketing_connector import MARKETING_CONNECTOR
from .minimum_access import MINIMUM_ACCESS
from .read_only import READ_ONLY
from .rights import OBJECT_LETTERS, Rights, read_rights, rights_of
from .standard_user import CONTRACT_MANAGER, MARKETING_USER, SOLUTION_MANAGER, STANDARD_USER
from .system_administrator import SYSTEM_ADMINISTRATOR

PROFILES: tuple[Rights, ...] = (
    SYSTEM_ADMINISTRATOR,
    STANDARD_USER,
    MARKETING_USER,
    CONTRACT_MANAGER,
    SOLUTION_MANAGER,
    READ_ONLY,
    MINIMUM_ACCESS,
)
"""The profiles of a new org; the first is that of new users."""

__all__ = [
    "MARKETING_CONNECTOR",
    "OBJECT_LETTERS",
    "PROFILES",
    "Rights",
    "read_rights",
    "rights_of",
]
