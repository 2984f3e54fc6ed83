"""``web``: the page, served until Ctrl-C."""

from __future__ import annotations

import contextlib
import os
import signal
import webbrowser

import click

from sfconnector.cli.exit_codes import errors_told
from sfconnector.cli.opening import Chosen, opened

OPEN_TO_LISTENERS = (
    "The page is served without TLS: whoever listens on the way reads what is typed. Let a proxy "
    "with TLS stand before it, or reach it through an SSH tunnel."
)


@click.command(
    epilog="""\b
Examples:
  sfconnector web
  sfconnector web --port 9000 --open
  sfconnector --sandbox web
  SFCONNECTOR_USER=kim SFCONNECTOR_ROLE=sales sfconnector web

\b
Environment:
  SFCONNECTOR_WEB_PASSWORD  asked for by the page (any user name), 12 characters or more;
                            without it only a loopback address is served
"""
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="IP address to bind, or localhost."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="Port; 0 takes a free one.",
)
@click.option("--open", "opens", is_flag=True, help="Open the page in the browser.")
@click.option(
    "--login-url",
    help="Scheme and host that Connect logs in at, as a My Domain. "
    "[default: https://login.salesforce.com, with --sandbox https://test.salesforce.com]",
)
def web(host: str, port: int, login_url: str | None, *, opens: bool) -> None:
    """Serve the page Settings > Connectors > CRM > Salesforce until Ctrl-C.

    It shows how the connection stands, why it broke and who must do what, and has the buttons
    Connect, Update Login, Test connection and Disconnect. Whoever opens it acts as SFCONNECTOR_USER
    with the role SFCONNECTOR_ROLE.
    """
    from sfconnector.config import Settings  # noqa: PLC0415 - keeps --help fast
    from sfconnector.web.server import served  # noqa: PLC0415 - keeps --help fast

    with errors_told():
        password = Settings.from_environment(os.environ).web_password
        opened().close()  # a store that cannot be used is told here, and not to each visitor
        # A thread of the server has no command's context of its own.
        context = click.get_current_context()
        chosen = context.find_object(Chosen) or Chosen()
        with served(
            lambda: opened(chosen=chosen),
            host=host,
            port=port,
            password=password,
            login_url=login_url,
        ) as page:
            click.echo(f"{page.url}\nCtrl-C stops it.")
            if not page.is_loopback:
                click.echo(OPEN_TO_LISTENERS, err=True)
            if opens:
                webbrowser.open(page.url)
            # However it is told to end, it lets what is under way come to its end.
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            with contextlib.suppress(KeyboardInterrupt):
                page.run()
    click.echo("stopped", err=True)
