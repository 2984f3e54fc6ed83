"""Who may do what: the question that the SOQL binder and the record writer ask.

``Access`` is what is asked; ``UserAccess`` answers from the permission sets of a user, the
organization-wide defaults, the role hierarchy and shares; ``FullAccess`` is the system itself.
Which records somebody may see comes as a ``Visibility``: data, which ``condition`` writes as SQL.
"""

from .access import Access, FullAccess
from .circle import Organigram, circle_of
from .grants import FieldRights, Grants, ObjectRights
from .user_access import UserAccess
from .visibility import Condition, Everything, Visibility, condition

__all__ = [
    "Access",
    "Condition",
    "Everything",
    "FieldRights",
    "FullAccess",
    "Grants",
    "ObjectRights",
    "Organigram",
    "UserAccess",
    "Visibility",
    "circle_of",
    "condition",
]
