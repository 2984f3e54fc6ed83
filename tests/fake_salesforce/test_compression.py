from __future__ import annotations

import gzip
import json
import zlib

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import ApiClient, soap_envelope
from fake_salesforce import FakeSalesforce, Org, User
from wire_eye import look

LEADS = "/services/data/v49.0/sobjects/Lead"


def _headers(api: ApiClient, **more: str) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {api.session_id}",
        "Content-Type": "application/json",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [("gzip", True), ("deflate, gzip;q=0.5", True), ("gzip;q=0", False), ("identity", False)],
)
def test_answers_are_compressed_for_who_asks(
    salesforce: FakeSalesforce,
    salesforce_org: Org,
    api: ApiClient,
    accepted: str,
    *,
    is_packed: bool,
) -> None:
    """With the switch on, an answer is gzip if the client takes it, with the clock's time stamp."""
    salesforce_org.settings.compresses_answers = True
    target = "/services/data/v49.0/sobjects"
    seen = look(salesforce.url, "GET", target, headers=_headers(api, Accept_Encoding=accepted))
    assert (seen.headers.get("content-encoding") == "gzip") == is_packed
    assert len(seen.body) == seen.announced
    body = gzip.decompress(seen.body) if is_packed else seen.body
    assert body == api.get("sobjects").content
    if is_packed:
        stamp = int.from_bytes(seen.body[4:8], "little")
        assert stamp == int(salesforce.clock.now().timestamp())
    assert salesforce.journal.find(resource="describe_global")[-1].response.startswith('{"enc')


def test_answers_are_plain_unless_switched(salesforce: FakeSalesforce, api: ApiClient) -> None:
    """Without the switch nothing is compressed, whatever the client takes."""
    seen = look(
        salesforce.url,
        "GET",
        "/services/data/v49.0/limits",
        headers=_headers(api, Accept_Encoding="gzip"),
    )
    assert json.loads(seen.body)["MassEmail"]


@given(company=st.text(st.characters(codec="ascii", categories=["L"]), min_size=1, max_size=80))
def test_compressed_bodies_are_read(fuzzed: ApiClient, company: str) -> None:
    """A body that comes as gzip writes what it would write plain."""
    body = gzip.compress(json.dumps({"LastName": "Doe", "Company": company}).encode())
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    created = fuzzed.request("POST", "sobjects/Lead", data=body, headers=headers)
    assert created.status_code == 201, created.text
    assert fuzzed.get(f"sobjects/Lead/{created.json()['id']}").json()["Company"] == company


@given(whole=st.binary(max_size=200), cut=st.integers(0, 40))
def test_broken_compression_is_a_client_error(fuzzed: ApiClient, whole: bytes, cut: int) -> None:
    """What says it is gzip and is none, or ends too early, is 400 and no crash."""
    packed = gzip.compress(whole)
    for body in (whole, packed[: min(cut, len(packed) - 9)]):
        try:
            zlib.decompressobj(31).decompress(body)
            is_gzip = body == packed
        except zlib.error:
            is_gzip = False
        refused = fuzzed.request(
            "POST",
            "sobjects/Lead",
            data=body,
            headers={"Content-Encoding": "gzip", "Content-Type": "application/json"},
        )
        assert is_gzip or refused.status_code == 400


def test_chunked_compressed_logins_are_read(salesforce: FakeSalesforce, user: User) -> None:
    """A SOAP login may come compressed and in chunks, as a form to the token endpoint may."""
    body = gzip.compress(soap_envelope(user.username, user.secret).encode())
    login = requests.post(
        f"{salesforce.url}/services/Soap/u/49.0",
        data=iter([body[:50], body[50:]]),
        headers={"Content-Type": "text/xml", "SOAPAction": "login", "Content-Encoding": "gzip"},
        timeout=60,
    )
    assert login.status_code == 200


def test_bomb_is_refused(api: ApiClient) -> None:
    """A body that unpacks to more than any real one is refused before it fills the memory."""
    bomb = gzip.compress(bytes(65 * 1024 * 1024))
    refused = api.request(
        "POST",
        "sobjects/Lead",
        data=bomb,
        headers={"Content-Encoding": "gzip", "Content-Type": "application/json"},
    )
    assert refused.status_code == 400
    assert "more than 67108864 bytes" in refused.text
