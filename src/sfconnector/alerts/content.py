"""What an administrator reads: what happened, since when, who must act, and what mends it.

The content is a small object of texts: mail renders it as lines, a webhook posts it as it is. It
holds no secret, and none of Salesforce's own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sfconnector.connection.causes import EXPLANATIONS, KEY_CAUSES, Actor, Cause, Effect
from sfconnector.events import PasswordExpiresSoon
from sfconnector.store.alerts import Notice, Outage

SUBJECTS: Mapping[Effect, str] = {
    Effect.DISCONNECTS: "Salesforce is disconnected",
    Effect.PAUSES: "Salesforce cannot be used",
    Effect.DEGRADES: "Salesforce works in part",
}
LABELS = {
    "account": "Account",
    "what": "What happened",
    "since": "Since",
    "until": "Until",
    "who": "Who must act",
    "remedy": "Remedy",
    "cause": "Cause",
}


def down(account: str, outage: Outage) -> dict[str, str]:
    """Tell that the connection is down."""
    cause = Cause(outage.cause)
    explanation = EXPLANATIONS[cause]
    # Without the key nothing can be done, yet Salesforce has refused nothing.
    effect = Effect.PAUSES if cause in KEY_CAUSES else explanation.effect
    return {
        "subject": f"{SUBJECTS[effect]}: {account}",
        "account": account,
        "what": explanation.message,
        "since": told(outage.began_at),
        "who": explanation.who.value,
        "remedy": explanation.remedy,
        "cause": cause.value,
    }


def recovery(account: str, outage: Outage) -> dict[str, str]:
    """Tell that the connection is back."""
    assert outage.ended_at is not None
    return {
        "subject": f"Salesforce is connected again: {account}",
        "account": account,
        "what": "The connection to Salesforce works again.",
        "since": told(outage.began_at),
        "until": told(outage.ended_at),
        "who": Actor.NOBODY.value,
        "cause": outage.cause,
    }


def password(account: str, event: PasswordExpiresSoon) -> dict[str, str]:
    """Tell that the password expires soon."""
    day = "today" if event.days == 0 else f"in {event.days} day{'' if event.days == 1 else 's'}"
    learnt = " This is learnt from an earlier password." if event.known_from == "learnt" else ""
    return {
        "subject": f"The Salesforce password expires {day}: {account}",
        "account": account,
        "what": f"The password of {event.username} expires {day}, on {told(event.expires_at)}; "
        f"the connection will break then.{learnt}",
        "who": Actor.MARKETING_USER.value,
        "remedy": "Set a new password in Salesforce, which also brings a new security token by "
        "e-mail, then run update-login with the new password followed by the new token.",
        "cause": "password_expires_soon",
    }


def trial(account: str, now: datetime) -> dict[str, str]:
    """Tell that alerts arrive."""
    return {
        "subject": f"Test of the Salesforce alerts: {account}",
        "account": account,
        "what": f"Somebody tested the alerts on {told(now)}. Nothing is wrong.",
        "who": Actor.NOBODY.value,
    }


def text(content: Mapping[str, str]) -> str:
    """Render a content as lines."""
    return "".join(f"{label}: {content[key]}\n" for key, label in LABELS.items() if key in content)


def told(instant: datetime) -> str:
    """Write an instant for people."""
    return f"{instant:%Y-%m-%d %H:%M %Z}"


def subject(notice: Notice) -> str:
    """Return a notice's subject."""
    return notice.content.get("subject", "")
