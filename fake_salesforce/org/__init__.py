"""The org: everything Salesforce is behind its API, without HTTP."""

from .connected_apps import AppPolicy, ConnectedApp, PermittedUsers
from .database import Undo
from .doors import Door, LoginStatus
from .jobs import Job, JobKind, JobState, Spec
from .login_history import LoginAttempt
from .org import Org
from .org_file import Origin
from .permission_set import PermissionSet
from .queries import LEAST_PAGE_ROWS, MOST_PAGE_ROWS, Asking, Page
from .query_jobs import DEFAULT_RECORDS as BULK_RECORDS
from .sessions import Session
from .users import User

__all__ = [
    "BULK_RECORDS",
    "LEAST_PAGE_ROWS",
    "MOST_PAGE_ROWS",
    "AppPolicy",
    "Asking",
    "ConnectedApp",
    "Door",
    "Job",
    "JobKind",
    "JobState",
    "LoginAttempt",
    "LoginStatus",
    "Org",
    "Origin",
    "Page",
    "PermissionSet",
    "PermittedUsers",
    "Session",
    "Spec",
    "Undo",
    "User",
]
