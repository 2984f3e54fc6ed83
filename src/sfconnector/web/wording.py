"""The connector's sentences as the page says them: its buttons in the place of commands.

The facade's remedies name commands of the command line. Where the page has a button for one, the
sentence names the button; what only the command line can do stays a command, and is shown as one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup, escape

from sfconnector.connection.causes import Heals
from sfconnector.errors import Evidence

BUTTONS: Mapping[str, str] = {
    "connect": "Connect",
    "update_login": "Update Login",
    "test": "Test connection",
    "disconnect": "Disconnect",
}
"""Act to the label of its button."""


def _button(act: str) -> str:
    return f"<b>{BUTTONS[act]}</b>"


def _command(words: str) -> str:
    return f"<code>sfconnector {words}</code>"


_SAID: Mapping[str, str] = {
    "run connect": f"press {_button('connect')}",
    "Run connect": f"Press {_button('connect')}",
    "run test": f"press {_button('test')}",
    "Run test": f"Press {_button('test')}",
    "run update-login": f"press {_button('update_login')}",
    "Run update-login": f"Press {_button('update_login')}",
    "test and update-login": f"{_button('test')} and {_button('update_login')}",
    "update-login": _button("update_login"),
    # Where a user is connected, another one is connected by Update Login.
    "connect another user with connect": f"connect another user with {_button('update_login')}",
    "ended with disconnect": f"ended with {_button('disconnect')}",
    "run connect --replace-key": f"run {_command('connect --replace-key')}",
    "connect with --method jwt": f"connect with {_command('connect --method jwt')}",
    "connect with --method jwt or client-credentials": f"connect with "
    f"{_command('connect --method jwt')} or <code>client-credentials</code>",
    "organization show": _command("organization show"),
    "organization confirm": _command("organization confirm"),
    "organization rebind": _command("organization rebind"),
    "organization confirm or rebind": f"{_command('organization confirm')} or <code>rebind</code>",
    "give --sandbox": f"start the page with {_command('--sandbox web')}",
    "doctor --permission-set": _command("doctor --permission-set"),
    "limits shows": f"{_command('limits')} shows",
    "--sandbox": "<code>--sandbox</code>",
    "--client-id": "<code>--client-id</code>",
    "--method jwt": "<code>--method jwt</code>",
}
"""What the command line says to what the page says; the longest is taken, and none twice."""

_COMMANDS = re.compile(
    rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(_SAID, key=len, reverse=True)))})(?![\w-])"
)

_ACRONYMS = {"api": "API", "ip": "IP", "mfa": "MFA"}

_DEEDS = {"use": "Noticed at work", "doctor": "Examination"}

HEALS: Mapping[str, str] = {
    Heals.UPDATE_LOGIN: "Update Login, with a username and a secret that Salesforce accepts.",
    Heals.TEST: "Test connection, once they have acted.",
    Heals.CONFIRM: "Support, who look at the organization and confirm or rebind it.",
    Heals.KEY: "The key, put back where it was; Salesforce is not asked.",
    Heals.TIME: "Time: the next attempt may work by itself.",
    Heals.NEXT_RUN: "The next run of the work that failed.",
}
"""What makes the connection work again, as a sentence."""


def on_page(sentence: str) -> Markup:
    """Return a sentence as HTML, with buttons for commands where the page has them."""
    said = _COMMANDS.sub(lambda found: _SAID[found[0]], str(escape(sentence)))
    return Markup(said)  # noqa: S704 - escaped above; the table adds tags of its own


def phrase(name: str) -> str:
    """Return the name of a cause, a state or an act within a sentence: ``mfa_required``."""
    first, *others = name.replace("-", "_").split("_")
    return " ".join([_ACRONYMS.get(first, first), *others])


def title(name: str) -> str:
    """Return it where it stands at the beginning: ``wrong_secret`` is Wrong secret."""
    text = phrase(name)
    return text[:1].upper() + text[1:]


def deed(act: str) -> str:
    """Return an act as the history tells it."""
    return BUTTONS.get(act) or _DEEDS.get(act) or title(act)


def heals(name: str) -> str:
    """Return what makes the connection work again; "" where nothing has to."""
    return HEALS.get(name, "")


def beyond(text: str, evidence: Evidence) -> str:
    """Return a detail if it says more than the evidence that is shown beside it, else ""."""
    answer = f"HTTP {evidence.status} {evidence.code}: {evidence.text}"
    return "" if text in {evidence.text, answer} else text


def sentence(text: str) -> str:
    """Return an error's message as a sentence: with a capital and a full stop."""
    return ended(text[:1].upper() + text[1:])


def ended(text: str) -> str:
    """Return a text with a full stop, where it is one and has none."""
    return text if not text or text[-1] in ".!?" else f"{text}."
