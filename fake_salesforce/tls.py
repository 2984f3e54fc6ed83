"""TLS for clients that insist on it: a certification authority made for one server.

Its certificates are good for the loopback addresses and for the hosts of Salesforce that the server
plays. They are dated by this machine's clock, since the client's TLS looks at that one, and differ
from run to run; nothing the fake answers depends on them.
"""

from __future__ import annotations

import shutil
import ssl
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import trustme
from cheroot.ssl.builtin import BuiltinSSLAdapter

if TYPE_CHECKING:
    from .wire import Flaw

_NAMES = (
    "localhost",
    "127.0.0.1",
    "::1",
    "*.salesforce.com",
    "*.my.salesforce.com",
    "*.sandbox.my.salesforce.com",
    "*.cs40.my.salesforce.com",
)


_LONG_AGO = (datetime(2019, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC))
"""When a certificate was good that has expired by any clock a client looks at."""


class Authority:
    """A certification authority in a temporary folder, and the server certificate it issued."""

    def __init__(self, host: str) -> None:
        """Make them.

        Args:
            host: a further address that the server is reached at.
        """
        self._folder = Path(tempfile.mkdtemp(prefix="fake-salesforce-tls-"))
        self._names = tuple(dict.fromkeys((*_NAMES, host)))
        self._trusted = authority = trustme.CA(organization_name="fake_salesforce")
        certificate = authority.issue_cert(*self._names)
        self.ca_file = self._folder / "ca.pem"
        """The authority's certificate: what a client has to trust."""
        authority.cert_pem.write_to_path(self.ca_file)
        self._server_file = self._folder / "server.pem"
        certificate.private_key_and_cert_chain_pem.write_to_path(self._server_file)

        self._adapter = BuiltinSSLAdapter(str(self._server_file), str(self._server_file))
        self._good = self._adapter.context

    def adapter(self) -> BuiltinSSLAdapter:
        """Return what makes cheroot speak TLS."""
        return self._adapter

    def show(self, flaw: Flaw | None) -> None:
        """Show a certificate with a flaw to whoever connects from now on; None shows the good one.

        Args:
            flaw: its time is over (``expired``), it names another host (``wrong_host``), or another
                authority has issued it (``unknown_authority``).
        """
        self._adapter.context = self._good if flaw is None else self._flawed(flaw)

    def _flawed(self, flaw: Flaw) -> ssl.SSLContext:
        match flaw:
            case "expired":
                certificate = self._trusted.issue_cert(
                    *self._names, not_before=_LONG_AGO[0], not_after=_LONG_AGO[1]
                )
            case "wrong_host":
                certificate = self._trusted.issue_cert("wrong-host.invalid")
            case "unknown_authority":
                certificate = trustme.CA(organization_name="a stranger").issue_cert(*self._names)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        certificate.configure_cert(context)
        return context

    def close(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self._folder, ignore_errors=True)
