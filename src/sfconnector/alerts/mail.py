"""Alerts by e-mail: one message to each administrator, over TLS, by the standard library.

``smtps://`` speaks TLS from the first byte, ``smtp://`` turns to it with STARTTLS and sends nothing
if the server does not offer it, but for a server on this computer.
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from sfconnector.alerts import content
from sfconnector.alerts.delivery import SECONDS, Delivered, Parcel
from sfconnector.config import LOCAL
from sfconnector.secret import Secret

PORTS = {"smtp": 587, "smtps": 465}


class Mail:
    """A way to one mailbox."""

    def __init__(self, address: str, *, sender: str, server: Secret) -> None:
        """Take both ends.

        Args:
            address: of the administrator.
            sender: the address it comes from.
            server: ``smtp://`` or ``smtps://`` with host, and perhaps port, user and password.
        """
        self._address = address
        self._sender = sender
        self._server = server

    @property
    def recipient(self) -> str:
        """The address."""
        return self._address

    def deliver(self, parcel: Parcel) -> Delivered:
        """Send one message."""
        message = self._message(parcel)
        try:
            client = self._connected()
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            return Delivered("failed", _reason(error))
        try:
            client.send_message(message)
        except (
            smtplib.SMTPResponseException,
            smtplib.SMTPRecipientsRefused,
            smtplib.SMTPNotSupportedError,
            UnicodeError,
        ) as error:
            return Delivered("failed", _reason(error))
        except (OSError, smtplib.SMTPException) as error:
            return Delivered("in_doubt", _reason(error))
        finally:
            # The message is accepted or not by now; how the server says goodbye does not matter.
            with contextlib.suppress(OSError, smtplib.SMTPException):
                client.quit()
        return Delivered("sent")

    def _connected(self) -> smtplib.SMTP:
        parts = urlsplit(self._server.reveal())
        host = parts.hostname or ""
        port = parts.port or PORTS[parts.scheme]
        secure = ssl.create_default_context()
        client: smtplib.SMTP
        if parts.scheme == "smtps":
            client = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=secure)
        else:
            client = smtplib.SMTP(host, port, timeout=SECONDS)
        try:
            client.ehlo_or_helo_if_needed()
            if parts.scheme == "smtp" and (host not in LOCAL or client.has_extn("starttls")):
                client.starttls(context=secure)
            if parts.username is not None:
                client.login(unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            client.close()
            raise
        return client

    def _message(self, parcel: Parcel) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = self._address
        message["Subject"] = _one_line(parcel.content.get("subject", ""))
        message["Date"] = format_datetime(parcel.at)
        message["Message-ID"] = f"<{parcel.number}@{self._sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(content.text(parcel.content))
        return message


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


def _reason(error: Exception) -> str:
    code = getattr(error, "smtp_code", None)
    return type(error).__name__ if code is None else f"{type(error).__name__} {code}"
