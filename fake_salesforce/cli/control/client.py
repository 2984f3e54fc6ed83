"""Talks to the control panel of a running fake."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

import click
import requests

DEFAULT_URL = "http://127.0.0.1:8080"
URL_VARIABLE = "FAKE_SALESFORCE_URL"
KEY_VARIABLE = "FAKE_SALESFORCE_CONTROL_KEY"
_SECONDS = 120
_FIRST_ERROR = 400


class RefusedError(click.ClickException):
    """The fake refused the call: exit code 1."""

    exit_code = 1


class NoServerError(click.ClickException):
    """No fake is there: exit code 3."""

    exit_code = 3


class Client:
    """A caller of the control panel."""

    def __init__(self, url: str, key: str | None) -> None:
        self._url = url.rstrip("/")
        self._http = requests.Session()
        self._http.trust_env = False  # a proxy cannot know this machine's own names
        self._http.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
        if key:
            self._http.headers["Authorization"] = f"Bearer {key}"

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        is_streamed: bool = False,
    ) -> requests.Response:
        """Send a call and return its answer.

        Args:
            method: HTTP's.
            path: below ``/_fake``.
            query: its parameters.
            body: None sends none.
            is_streamed: whether the answer goes on until somebody ends it.

        Raises:
            RefusedError: the fake refused it; the message is the problem's.
            NoServerError: there is none.
        """
        try:
            answer = self._http.request(
                method,
                f"{self._url}/_fake{path}",
                params=query,
                json=body,
                timeout=(5, None if is_streamed else _SECONDS),
                stream=is_streamed,
            )
        except requests.RequestException as error:
            message = (
                f"no fake answers at {self._url}: start one with `fake-salesforce serve`, or say"
                f" where it is with --url or {URL_VARIABLE}"
            )
            raise NoServerError(message) from error
        if answer.status_code >= _FIRST_ERROR:
            raise RefusedError(_sentence(answer))
        return answer

    def lines(self, path: str) -> Iterator[str]:
        """Yield the lines of a stream until it ends."""
        answer = self.send("GET", path, is_streamed=True)
        try:
            for line in answer.iter_lines(chunk_size=1):
                if line:
                    yield line.decode()
        except requests.RequestException:
            return  # the server ended
        finally:
            answer.close()


def _sentence(answer: requests.Response) -> str:
    try:
        problem = answer.json()
        code = problem.get("errorCode")
        return f"{problem['title']}: {f'{code}: ' if code else ''}{problem['detail']}"
    except (ValueError, KeyError, AttributeError):
        return f"{answer.url} answered {answer.status_code}, and is no fake's control panel"
