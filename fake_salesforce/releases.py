"""The versions of the API, the release that brought each, and what each changed: all in one place.

The reference is v49.0; the newer ones are it but for the differences listed here, each with its
source. Code asks a difference whether it holds in a version, and never compares versions itself.
What a newer version has and the fake lacks is refused by name. What changed with the platform and
not with the version of the API, as the words of an expired password, is a switch and stands in the
org's settings.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .errors import NotImplementedInFakeError

REFERENCE = "49.0"
NEWEST = "67.0"
"""The newest version that the guides behind [K] know: they are of Summer '26."""

_VERSION = re.compile(r"([0-9]{2})\.0")
_SEASONS = ("Winter", "Spring", "Summer")
_FIRST_NUMBER, _FIRST_YEAR = 29, 14
"""Winter '14 brought v29.0; from then on there were three versions a year."""
_OLDEST_AVAILABLE = 31
_OLDEST_EVER = 7
"""[K:rest-api/api-end-of-life-policy]: 7.0 through 30.0 are retired, 31.0 and later supported."""


class Standing(enum.Enum):
    """How the fake stands to a version."""

    SERVED = enum.auto()
    NOT_SERVED = enum.auto()
    """Salesforce has it and the fake does not."""
    RETIRED = enum.auto()
    """Salesforce had it."""
    UNKNOWN = enum.auto()
    """There is none, or not yet."""


def standing(version: str) -> Standing:
    """Tell how the fake stands to a version, as ``49.0``."""
    match = _VERSION.fullmatch(version)
    number = int(match[1]) if match and version.isascii() else 0
    if not _OLDEST_EVER <= number <= _number(NEWEST):
        return Standing.UNKNOWN
    if number < _OLDEST_AVAILABLE:
        return Standing.RETIRED
    return Standing.SERVED if number >= _number(REFERENCE) else Standing.NOT_SERVED


def is_served(version: str) -> bool:
    """Tell whether the resources of a version are served."""
    return standing(version) is Standing.SERVED


def _number(version: str) -> int:
    return int(version.partition(".")[0])


def _label(number: int) -> str:
    years, season = divmod(number - _FIRST_NUMBER, len(_SEASONS))
    return f"{_SEASONS[season]} '{_FIRST_YEAR + years}"


LABELS: Mapping[str, str] = MappingProxyType(
    {f"{each}.0": _label(each) for each in range(_number(REFERENCE), _number(NEWEST) + 1)}
)
"""The served versions, oldest first, and the releases that brought them.

Up to v61.0 they are those of [K:rest-api/list-available-rest-api-versions].
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a version of the API changed."""

    since: str
    """The first version in which it holds."""
    what: str
    source: str

    def holds_in(self, version: str) -> bool:
        """Tell whether a version has it."""
        return _number(version) >= _number(self.since)

    def refuse_in(self, version: str) -> None:
        """Refuse what the fake lacks, where a version has it.

        Raises:
            NotImplementedInFakeError: the version has it.
        """
        if self.holds_in(version):
            part = f"{self.what}, which came with API v{self.since}"
            raise NotImplementedInFakeError(part, instead="Ask an earlier version.")


COLUMNS_AS_ASKED = Difference(
    "50.0",
    "columns of a bulk query's results in the order asked for, not the alphabet's",
    "[K:api-asynch/get-results-for-a-query-job]",
)
ASSOCIATE_ENTITY = Difference(
    "50.0",
    "associateEntityType and associateParentEntity in describe",
    "[K:api/describesobjectresult]",
)
STRICT_REFERENCE_IDS = Difference(
    "52.0",
    "a referenceId of other signs than letters, digits and underscores fails the whole composite",
    "[K:rest-api/composite-subrequest-result]",
)
NULL_REFERENCES = Difference(
    "52.0",
    "a reference of composite to a field that is null is null, and halts nothing",
    "[K:rest-api/composite-subrequest-result]",
)
IDS_OF_FAILED_ROWS = Difference(
    "53.0",
    "sf__Id in the failed results of an ingest job",
    "[K:api-asynch/get-job-failed-record-results]",
)
NO_SOAP_LOGIN = Difference(
    "65.0", "no login() in the SOAP API", "[K:api/login], text [I:forcedotcom/wsc#363]"
)
GRAPH = Difference("50.0", "the resource composite/graph", "[K:rest-api/composite-graph]")
FIELDS_FUNCTION = Difference("51.0", "FIELDS() in SOQL", "[K:soql-sosl/select]")
DEEPER_SUBQUERIES = Difference(
    "58.0",
    "subqueries within subqueries in SOQL",
    "[K:soql-sosl/understanding-relationship-query-limitations]",
)
RESULT_PAGES = Difference(
    "58.0",
    "the resource jobs/query/<job_id>/resultPages",
    "[K:api-asynch/get-parallel-results-for-a-query-job]",
)
PASSWORD_EXPIRATION_DATE = Difference(
    "63.0", "the field User.PasswordExpirationDate", "[K:object-reference/user]"
)

BUILT = (
    COLUMNS_AS_ASKED,
    ASSOCIATE_ENTITY,
    STRICT_REFERENCE_IDS,
    NULL_REFERENCES,
    IDS_OF_FAILED_ROWS,
    NO_SOAP_LOGIN,
)
"""What newer versions differ in here as they do there."""
NOT_BUILT = (GRAPH, FIELDS_FUNCTION, DEEPER_SUBQUERIES, RESULT_PAGES, PASSWORD_EXPIRATION_DATE)
"""What newer versions have and the fake refuses with 501, by name; v49.0 has no such thing."""
