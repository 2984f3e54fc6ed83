"""Certificates that a careful client refuses, shown by a server with TLS."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from control_calls import control, run
from fake_salesforce import FakeSalesforce
from fake_salesforce.clock import Clock
from fake_salesforce.faults import BadCertificate, ConnectionRefused
from fake_salesforce.wire import Flaw

REFUSALS: dict[Flaw, str] = {
    "expired": "certificate has expired",
    "wrong_host": "certificate is not valid for|IP address mismatch|doesn't match",
    "unknown_authority": "unable to get local issuer certificate|self-signed certificate",
}


@pytest.fixture(scope="module")
def secure() -> Iterator[FakeSalesforce]:
    """A server with TLS."""
    with FakeSalesforce(tls=True) as salesforce:
        yield salesforce


def _versions(salesforce: FakeSalesforce, *, trusts: bool = True) -> int:
    """Ask for the versions over a new connection; return the status."""
    verify = str(salesforce.ca_file) if trusts else False
    with requests.Session() as session:
        session.trust_env = False
        url = f"{salesforce.url}/services/data"
        return session.get(url, verify=verify, timeout=60).status_code


@pytest.mark.parametrize("flaw", REFUSALS)
@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_careful_client_refuses_it(secure: FakeSalesforce, flaw: Flaw) -> None:
    """A client that checks refuses the certificate for its flaw; one that does not, goes on."""
    number = secure.add_fault(BadCertificate(flaw=flaw))
    with pytest.raises(requests.exceptions.SSLError, match=REFUSALS[flaw]):
        _versions(secure)
    assert _versions(secure, trusts=False) == 200
    secure.faults.remove(number)
    assert _versions(secure) == 200


def test_it_ends_with_its_time(secure: FakeSalesforce) -> None:
    """The good certificate is there again once the seconds on the clock are over."""
    secure.add_fault(BadCertificate(seconds=60))
    secure.clock.advance(seconds=59)
    with pytest.raises(requests.exceptions.SSLError):
        _versions(secure)
    secure.clock.advance(seconds=1)
    assert _versions(secure) == 200
    assert secure.faults.staged == ()


def test_last_flaw_counts_and_a_refused_connection_goes_before(secure: FakeSalesforce) -> None:
    """Two outages at once: while nobody listens no certificate is shown, and then the last one."""
    secure.add_fault(BadCertificate(flaw="wrong_host"))
    secure.add_fault(BadCertificate(flaw="expired"))
    gone = secure.add_fault(ConnectionRefused())
    with pytest.raises(requests.ConnectionError, match="refused"):
        _versions(secure)
    secure.faults.remove(gone)
    with pytest.raises(requests.exceptions.SSLError, match=REFUSALS["expired"]):
        _versions(secure)
    secure.faults.clear()
    assert _versions(secure) == 200


def test_plain_server_has_no_certificate(salesforce: FakeSalesforce) -> None:
    """Without TLS it is refused by name, by Python and by command, and says what it needs."""
    with pytest.raises(ValueError, match="needs a server with TLS"):
        salesforce.add_fault(BadCertificate(seconds=1))
    with FakeSalesforce(clock=Clock.running()) as other:
        ran = run(other.url, "fault", "add", "bad-certificate", "--seconds", "1")
        assert (ran.exit_code, "needs a server with TLS" in ran.output) == (1, True)


def test_outside_it_has_to_end_by_itself(secure: FakeSalesforce) -> None:
    """Who controls from outside cannot lock himself out: on a clock that stands it is refused."""
    fault = {"fault": {"kind": "bad_certificate", "seconds": 1}}
    url, ca_file = secure.url, str(secure.ca_file)
    answer = control(url, "POST", "/faults", json=fault, verify=ca_file)
    assert (answer.status_code, secure.faults.staged) == (409, ())
    fault["fault"].pop("seconds")
    endless = control(url, "POST", "/faults", json=fault, verify=ca_file)
    assert endless.status_code == 422
    assert "say for how long" in endless.text
