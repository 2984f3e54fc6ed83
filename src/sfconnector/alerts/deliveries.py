"""Who is told, as the settings name them: a delivery for each address, and one for the webhook."""

from __future__ import annotations

from sfconnector.alerts.delivery import Delivery
from sfconnector.alerts.mail import Mail
from sfconnector.alerts.webhook import Webhook
from sfconnector.config import Settings


def from_settings(settings: Settings) -> tuple[Delivery, ...]:
    """Return the ways to the administrators; none where nobody is named."""
    ways: list[Delivery] = [
        Mail(
            address,
            sender=settings.alert_from or settings.alert_emails[0],
            server=settings.alert_smtp_url,
        )
        for address in settings.alert_emails
    ]
    if settings.alert_webhook_url:
        ways.append(Webhook(settings.alert_webhook_url, secret=settings.alert_webhook_secret))
    return tuple(ways)
