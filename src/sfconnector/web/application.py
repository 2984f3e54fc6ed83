"""The Flask application: guards first, then one blueprint per section, headers on every answer."""

from __future__ import annotations

import secrets

from flask import Flask, redirect, url_for
from jinja2 import StrictUndefined
from werkzeug.wrappers import Response

from sfconnector.secret import Secret
from sfconnector.web import acts, doctor, guards, headers, login, overview, refusals, wording
from sfconnector.web.guards import LOOPBACK_NAMES
from sfconnector.web.site import PATH, OpenConnector, Site

MOST_BYTES = 64 * 1024
"""How long a form may be; a secret and a username are a few hundred."""
NO_PASSWORD = Secret("")

SECTIONS = (overview.section, login.section, acts.section, doctor.section)


def create_app(
    open_connector: OpenConnector,
    *,
    login_url: str | None = None,
    password: Secret = NO_PASSWORD,
    names: frozenset[str] | None = LOOPBACK_NAMES,
) -> Flask:
    """Return the page as a WSGI application.

    Args:
        open_connector: opens a connector for each request and closes it at its end; store, account
            and acting user are its.
        login_url: scheme and host that Connect logs in at, as a My Domain; None takes that of the
            connector's environment.
        password: what HTTP Basic must bring with each request; empty asks for none.
        names: host names the page is served under, without the port; None takes any, which is
            sound with a password only.
    """
    app = Flask(__name__)
    app.secret_key = secrets.token_bytes(32)
    app.config.update(
        # Cookies do not tell ports apart: two pages on one computer must not share one.
        SESSION_COOKIE_NAME=f"sfconnector_{secrets.token_hex(4)}",
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_HTTPONLY=True,
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
    )
    app.jinja_env.autoescape = True
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["token"] = guards.token
    for shown in (
        wording.on_page,
        wording.phrase,
        wording.title,
        wording.heals,
        wording.deed,
        wording.beyond,
        wording.sentence,
    ):
        app.jinja_env.filters[shown.__name__] = shown
    for check in (
        guards.check_host(names),
        guards.check_password(password),
        guards.check_act,
    ):
        app.before_request(check)
    app.after_request(headers.add)
    refusals.register(app)
    site = Site(open_connector, login_url)
    for section in SECTIONS:
        app.register_blueprint(section(site), url_prefix=PATH)
    app.add_url_rule("/", "root", _to_page)
    return app


def _to_page() -> Response:
    return redirect(url_for("overview.page"), code=303)
