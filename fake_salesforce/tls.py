"""TLS for clients that insist on it: a certification authority made for one server.

Its certificates are good for the loopback addresses and for the hosts of Salesforce that the server
plays. They are dated by this machine's clock, since the client's TLS looks at that one, and differ
from run to run; nothing the fake answers depends on them.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import trustme
from cheroot.ssl.builtin import BuiltinSSLAdapter

_NAMES = (
    "localhost",
    "127.0.0.1",
    "::1",
    "*.salesforce.com",
    "*.my.salesforce.com",
    "*.sandbox.my.salesforce.com",
    "*.cs40.my.salesforce.com",
)


class Authority:
    """A certification authority in a temporary folder, and the server certificate it issued."""

    def __init__(self, host: str) -> None:
        """Make them.

        Args:
            host: a further address that the server is reached at.
        """
        self._folder = Path(tempfile.mkdtemp(prefix="fake-salesforce-tls-"))
        authority = trustme.CA(organization_name="fake_salesforce")
        certificate = authority.issue_cert(*dict.fromkeys((*_NAMES, host)))
        self.ca_file = self._folder / "ca.pem"
        """The authority's certificate: what a client has to trust."""
        authority.cert_pem.write_to_path(self.ca_file)
        self._server_file = self._folder / "server.pem"
        certificate.private_key_and_cert_chain_pem.write_to_path(self._server_file)

    def adapter(self) -> BuiltinSSLAdapter:
        """Return what makes cheroot speak TLS."""
        return BuiltinSSLAdapter(str(self._server_file), str(self._server_file))

    def close(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self._folder, ignore_errors=True)
