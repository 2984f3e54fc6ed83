"""Pages for what cannot be shown or done: a status code, a sentence, a way back.

An error that nobody foresaw is told as such. Its message is neither shown nor logged, since it may
quote what was typed; the log gets its kind and the places it went through.
"""

from __future__ import annotations

import traceback

from flask import Flask, current_app, render_template
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from sfconnector.errors import (
    ConnectorError,
    InputError,
    NotConnectedError,
    RoleError,
)
from sfconnector.web.wording import ended, sentence

HEADINGS = {
    400: "This cannot be asked so",
    401: "A password is needed",
    403: "Not allowed",
    404: "There is no such page",
    405: "This cannot be done here",
    409: "Nothing is connected",
    413: "Too much was sent",
    500: "Something went wrong in sfconnector",
    503: "The connector cannot be used now",
}
"""Status code to heading; other codes take their own name."""

UNFORESEEN = (
    "This is a mistake of the program, not yours. Whoever serves the page finds in its log what "
    "happened. How the connection stands is shown on the page of the connector."
)


def register(app: Flask) -> None:
    """Let the application answer with these pages."""
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(ConnectorError, _of_connector)
    app.register_error_handler(Exception, _unforeseen)


def _of_http(error: HTTPException) -> Response:
    answer = error.get_response()
    code = answer.status_code
    answer.set_data(_page(code, HEADINGS.get(code, error.name), error.description or ""))
    return answer


def _of_connector(error: ConnectorError) -> tuple[str, int]:
    code = status_code(error)
    # What refuses a role begins with its user's name, which keeps its letters.
    told = ended(error.message) if isinstance(error, RoleError) else sentence(error.message)
    return _page(code, HEADINGS[code], told), code


def _unforeseen(error: Exception) -> tuple[str, int]:
    frames = "".join(traceback.format_tb(error.__traceback__))
    current_app.logger.error("%s, by way of\n%s", type(error).__name__, frames)
    return _page(500, HEADINGS[500], UNFORESEEN), 500


def status_code(error: ConnectorError) -> int:
    """Return the status code of an error that the facade raises."""
    if isinstance(error, RoleError):
        return 403
    if isinstance(error, NotConnectedError):
        return 409
    return 400 if isinstance(error, InputError) else 503


def _page(code: int, heading: str, told: str) -> str:
    return render_template("refusal.html.jinja", code=code, heading=heading, told=told)
