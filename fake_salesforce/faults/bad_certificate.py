"""Bad certificate: the server shows a certificate that a careful client refuses.

It needs a server with TLS. New connections are shown it; those that are open go on, as they do when
a real server gets another certificate.
"""

from __future__ import annotations

from dataclasses import dataclass

from fake_salesforce.wire import Flaw

from .outage import Outage


@dataclass(frozen=True, kw_only=True)
class BadCertificate(Outage):
    """A server that cannot prove who it is."""

    kind = "bad_certificate"

    flaw: Flaw = "expired"
    """Whether its time is over, it is another host's, or a stranger has signed it, as a proxy does
    that looks into TLS."""

    @property
    def needs_tls(self) -> bool:
        """It does."""
        return True
