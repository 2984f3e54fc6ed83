"""Faults: what can go wrong between a client and Salesforce, one file each, listed once here.

A fault is a frozen dataclass whose fields are its JSON. It says what it does as data
(``effects.py``) and knows no HTTP; ``http/weather.py`` carries it out. To add one, write its file
beside the others and add it to the tuple.
"""

from .answer_lost import AnswerLost
from .api_version_retired import ApiVersionRetired
from .bad_certificate import BadCertificate
from .connection_refused import ConnectionRefused
from .error_page import ErrorPage
from .fault import Fault, Occasion, Phase
from .invalid_query_locator import InvalidQueryLocator
from .latency import Latency
from .match import Match
from .outage import Outage
from .proxy_page import ProxyPage
from .query_timeout import QueryTimeout
from .rack import Faults, MemoryStore, Store
from .request_limit_exceeded import RequestLimitExceeded
from .reset import Reset
from .server_unavailable import ServerUnavailable
from .session_expiry import SessionExpiry
from .slow_drip import SlowDrip
from .staged import Staged, from_data, to_data
from .truncated_body import TruncatedBody
from .truncated_gzip import TruncatedGzip
from .txn_security_no_access import TxnSecurityNoAccess
from .unable_to_lock_row import UnableToLockRow
from .unknown_exception import UnknownException
from .wrong_content_type import WrongContentType

FAULTS: tuple[type[Fault], ...] = (
    Latency,
    SlowDrip,
    ConnectionRefused,
    BadCertificate,
    Reset,
    AnswerLost,
    TruncatedBody,
    TruncatedGzip,
    WrongContentType,
    ProxyPage,
    ErrorPage,
    RequestLimitExceeded,
    UnableToLockRow,
    TxnSecurityNoAccess,
    QueryTimeout,
    InvalidQueryLocator,
    ServerUnavailable,
    UnknownException,
    ApiVersionRetired,
    SessionExpiry,
)
"""Every fault there is."""

KINDS: dict[str, type[Fault]] = {each.kind: each for each in FAULTS}
"""The faults by the name they have in JSON."""

__all__ = [
    "FAULTS",
    "KINDS",
    "AnswerLost",
    "ApiVersionRetired",
    "BadCertificate",
    "ConnectionRefused",
    "ErrorPage",
    "Fault",
    "Faults",
    "InvalidQueryLocator",
    "Latency",
    "Match",
    "MemoryStore",
    "Occasion",
    "Outage",
    "Phase",
    "ProxyPage",
    "QueryTimeout",
    "RequestLimitExceeded",
    "Reset",
    "ServerUnavailable",
    "SessionExpiry",
    "SlowDrip",
    "Staged",
    "Store",
    "TruncatedBody",
    "TruncatedGzip",
    "TxnSecurityNoAccess",
    "UnableToLockRow",
    "UnknownException",
    "WrongContentType",
    "from_data",
    "to_data",
]
