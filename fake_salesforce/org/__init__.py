"""The org: everything Salesforce is behind its API, without HTTP."""

from .connected_apps import AppPolicy, ConnectedApp, PermittedUsers
from .doors import Door, LoginStatus
from .login_history import LoginAttempt
from .org import Org
from .org_file import Origin
from .permission_set import PermissionSet
from .queries import LEAST_PAGE_ROWS, MOST_PAGE_ROWS, Asking, Page
from .sessions import Session
from .users import User

__all__ = [
    "LEAST_PAGE_ROWS",
    "MOST_PAGE_ROWS",
    "AppPolicy",
    "Asking",
    "ConnectedApp",
    "Door",
    "LoginAttempt",
    "LoginStatus",
    "Org",
    "Origin",
    "Page",
    "PermissionSet",
    "PermittedUsers",
    "Session",
    "User",
]
