"""Alerts by webhook: one JSON document posted to a URL, signed if there is a secret to sign with.

``Sfconnector-Signature: sha256=HEX`` is the HMAC-SHA256 of the body's bytes; the body holds instant
and number, so that a receiver can tell an old one and a repetition. A redirect is not followed: it
could carry the document to another host.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import requests
import urllib3.exceptions

from sfconnector.alerts.delivery import SECONDS, Delivered, Parcel
from sfconnector.secret import Secret

SIGNATURE = "Sfconnector-Signature"


class Webhook:
    """A way to whatever listens at a URL."""

    def __init__(self, url: Secret, *, secret: Secret) -> None:
        self._url = url
        self._secret = secret

    @property
    def recipient(self) -> str:
        """``webhook`` and the URL's host; its path may be a secret."""
        return f"webhook {urlsplit(self._url.reveal()).hostname}"

    def deliver(self, parcel: Parcel) -> Delivered:
        """Post one document; any 2xx means that it arrived."""
        body = json.dumps(
            {
                "number": parcel.number,
                "kind": parcel.kind,
                "at": parcel.at.isoformat(),
                **parcel.content,
            },
            ensure_ascii=False,
        ).encode()
        headers = {"Content-Type": "application/json", "User-Agent": "sfconnector"}
        if self._secret:
            headers[SIGNATURE] = signature(self._secret, body)
        try:
            with _path_not_logged(self._url):
                answer = requests.post(
                    self._url.reveal(),
                    data=body,
                    headers=headers,
                    auth=_no_netrc,
                    timeout=SECONDS,
                    allow_redirects=False,
                )
        except (
            requests.exceptions.ConnectTimeout,
            requests.exceptions.SSLError,
            requests.exceptions.ProxyError,
            requests.exceptions.InvalidURL,
        ) as error:
            return Delivered("failed", type(error).__name__)
        except requests.exceptions.ConnectionError as error:
            return Delivered("failed" if _never_sent(error) else "in_doubt", type(error).__name__)
        except requests.exceptions.RequestException as error:
            return Delivered("in_doubt", type(error).__name__)
        if answer.ok and not answer.is_redirect:
            return Delivered("sent")
        return Delivered("failed", f"HTTP {answer.status_code}")


def signature(secret: Secret, body: bytes) -> str:
    """Return the value of the header that proves who posted the body."""
    digest = hmac.new(secret.reveal().encode(), body, hashlib.sha256).hexdigest()
    return f"sha256={digest}"


@contextmanager
def _path_not_logged(url: Secret) -> Iterator[None]:
    """Keep the URL's path out of what urllib3 logs of each request at level DEBUG."""
    parts = urlsplit(url.reveal())
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path

    def tells_nothing(record: logging.LogRecord) -> bool:
        return len(target) <= len("/") or target not in record.getMessage()

    log = logging.getLogger("urllib3.connectionpool")
    log.addFilter(tells_nothing)
    try:
        yield
    finally:
        log.removeFilter(tells_nothing)


def _no_netrc(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
    return prepared  # with any auth given, requests does not look into a .netrc file


def _never_sent(error: requests.exceptions.ConnectionError) -> bool:
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, urllib3.exceptions.NewConnectionError)
