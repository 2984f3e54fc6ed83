"""Conditional headers: requests that are carried out only if the resource is as the client knows.

Rules of the guide ([K:rest-api/conditional-request-headers]), which are those of HTTP 1.1 but for
two: a value that cannot be read is 400 on PATCH and POST, and DELETE takes no conditions. There is
an entity tag for records of Account alone. On GET a value that cannot be read is as if it were not
there, and If-Modified-Since means nothing on PATCH: that is HTTP's.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from werkzeug.http import http_date, parse_date, parse_etags

from fake_salesforce.errors import InvalidHeaderError, PreconditionFailedError

from .call import Answer, Call

_TAG = r'(?:W/)?"[^"]*"'
_TAGS = re.compile(rf"\s*(?:\*|{_TAG}(?:\s*,\s*{_TAG})*)\s*")
_COMPRESSED = "-gzip"
"""What ends the tag of an answer that was compressed, as in the guide's examples."""
_READ = frozenset({"GET", "HEAD"})
_CHECKED = ("If-Match", "If-None-Match", "If-Unmodified-Since")
"""The headers whose bad value is 400 on PATCH and POST."""


@dataclass(frozen=True, slots=True)
class State:
    """What conditions compare: when a resource was changed, and its entity tag."""

    last_modified: datetime | None
    """None where the resource does not tell."""
    etag: str | None = None
    """None where the resource has none, so that conditions on it do not count."""

    @property
    def headers(self) -> dict[str, str]:
        """The headers that tell the client."""
        headers = {}
        if self.last_modified is not None:
            headers["Last-Modified"] = http_date(self.last_modified)
        if self.etag is not None:
            headers["ETag"] = f'"{self.etag}"'
        return headers


def etag_of(content: str | bytes) -> str:
    """Return the entity tag of a record: a hash of its content ([K])."""
    raw = content.encode() if isinstance(content, str) else content
    digest = hashlib.sha1(raw, usedforsecurity=False).digest()
    return base64.b64encode(digest).decode()


def is_asked(call: Call) -> bool:
    """Tell whether a request bears a condition."""
    return any(each in call.headers for each in _CHECKED)


def check_values(call: Call) -> None:
    """Refuse a condition of a PATCH or POST that cannot be read (code and text believed).

    Raises:
        InvalidHeaderError: there is one.
    """
    for name in _CHECKED:
        value = call.headers.get(name)
        if value is not None and not _is_readable(name, value):
            message = f"The value of the {name} header is invalid: {value}"
            raise InvalidHeaderError(message)


def check(call: Call, state: State) -> Answer | None:
    """Return the 304 that a request gets, or None if it is to be carried out.

    Raises:
        PreconditionFailedError: the resource is not as the request demands (412).
    """
    matching = _tags(call, "If-Match", state)
    unmodified_since = _instant(call, "If-Unmodified-Since")
    if matching is False:
        raise _failed("If-Match")
    if matching is None and unmodified_since and _is_after(state, unmodified_since):
        raise _failed("If-Unmodified-Since")
    none_matching = _tags(call, "If-None-Match", state)
    if none_matching:
        if call.method not in _READ:
            raise _failed("If-None-Match")
        return _not_modified(state)
    modified_since = _instant(call, "If-Modified-Since")
    if (
        none_matching is None
        and call.method in _READ
        and modified_since is not None
        and state.last_modified is not None
        and not _is_after(state, modified_since)
    ):
        return _not_modified(state)
    return None


def _tags(call: Call, name: str, state: State) -> bool | None:
    """Tell whether one of the tags of a header is the resource's; None if it does not count."""
    value = call.headers.get(name)
    if value is None or state.etag is None or not _is_readable(name, value):
        return None
    tags = parse_etags(value)
    return any(
        each in tags or (name == "If-None-Match" and tags.contains_weak(each))
        for each in (state.etag, state.etag + _COMPRESSED)
    )


def _instant(call: Call, name: str) -> datetime | None:
    return parse_date(call.headers.get(name))


def _is_after(state: State, instant: datetime) -> bool:
    """Tell whether the resource was changed after an instant; headers have whole seconds."""
    modified = state.last_modified
    return modified is not None and modified.replace(microsecond=0) > instant


def _is_readable(name: str, value: str) -> bool:
    if name == "If-Unmodified-Since":
        return parse_date(value) is not None
    return _TAGS.fullmatch(value) is not None


def _failed(name: str) -> PreconditionFailedError:
    """Return the refusal of a request whose condition does not hold (the text is believed)."""
    return PreconditionFailedError(f"The precondition of the {name} header is not met")


def _not_modified(state: State) -> Answer:
    return Answer(status=304, text="", headers=state.headers)
