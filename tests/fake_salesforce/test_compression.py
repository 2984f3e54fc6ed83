from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import ApiClient, soap_envelope
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.clock import SUMMER_20
from fake_salesforce.http import compression
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
    assert "more than 67108864 bytes once unpacked" in refused.text


@pytest.mark.parametrize("coding", ["gzip", "deflate", "GZIP"])
def test_either_coding_is_read(api: ApiClient, coding: str) -> None:
    """A body may come by gzip or by deflate, which is zlib's format."""
    body = json.dumps({"LastName": "Doe", "Company": "Example"}).encode()
    packed = zlib.compress(body) if coding == "deflate" else gzip.compress(body)
    headers = {"Content-Encoding": coding, "Content-Type": "application/json"}
    created = api.request("POST", "sobjects/Lead", data=packed, headers=headers)
    assert created.status_code == 201, created.text


def _job(api: ApiClient) -> str:
    job = api.post("jobs/ingest", json={"object": "Lead", "operation": "insert"}).json()
    return f"jobs/ingest/{job['id']}"


@given(
    names=st.lists(st.text(st.characters(codec="ascii", categories=["L"]), min_size=1), min_size=1),
    level=st.integers(0, 9),
    coding=st.sampled_from(["gzip", "deflate"]),
)
def test_compressed_upload_is_read_in_pieces(
    fuzzed: ApiClient, names: list[str], level: int, coding: str
) -> None:
    """Rows uploaded compressed are the rows that were packed, whatever they are."""
    rows = "LastName,Company\n" + "".join(f"{each},Example\n" for each in names)
    body = rows.encode()
    packed = gzip.compress(body, level) if coding == "gzip" else zlib.compress(body, level)
    path = _job(fuzzed)
    headers = {"Content-Type": "text/csv", "Content-Encoding": coding}
    uploaded = fuzzed.request("PUT", f"{path}/batches", data=packed, headers=headers)
    assert uploaded.status_code == 201, uploaded.text
    fuzzed.patch(path, json={"state": "UploadComplete"})
    saved = fuzzed.get(f"{path}/successfulResults").text.splitlines()[1:]
    assert [each.split(",")[2].strip('"') for each in saved] == names


@pytest.mark.parametrize("cut", [1, 5, 12, 200])
def test_upload_that_ends_too_early_is_refused(api: ApiClient, cut: int) -> None:
    """A compressed upload without its end is 400, and the job has no rows."""
    rows = b"LastName,Company\n" + b"".join(b"Doe%d,Example\n" % each for each in range(500))
    path = _job(api)
    headers = {"Content-Type": "text/csv", "Content-Encoding": "gzip"}
    refused = api.request(
        "PUT", f"{path}/batches", data=gzip.compress(rows)[:-cut], headers=headers
    )
    assert refused.status_code == 400
    assert "ends too early" in refused.text
    whole = api.request("PUT", f"{path}/batches", data=gzip.compress(rows), headers=headers)
    assert whole.status_code == 201


@pytest.mark.parametrize("accepted", ["gzip", "identity"])
def test_results_of_a_job_are_compressed_while_they_are_sent(
    salesforce: FakeSalesforce, salesforce_org: Org, api: ApiClient, accepted: str
) -> None:
    """Bulk results are gzip for who takes it, the same text, with the clock's time stamp."""
    salesforce_org.populate(leads=3_000, seed=1)
    query = {"operation": "query", "query": "SELECT Id, LastName, Email FROM Lead"}
    job = api.post("jobs/query", json=query).json()["id"]
    target = f"jobs/query/{job}/results"
    plain = api.get(target, headers={"Accept-Encoding": "identity"})
    salesforce_org.settings.compresses_answers = True
    headers = _headers(api, Accept_Encoding=accepted)
    seen = look(salesforce.url, "GET", f"/services/data/v49.0/{target}", headers=headers)
    response = api.get(target, headers={"Accept-Encoding": accepted})
    assert response.content == plain.content
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers["Sforce-NumberOfRecords"] == "3000"
    assert (seen.headers.get("content-encoding") == "gzip") == (accepted == "gzip")
    if accepted == "gzip":
        assert len(seen.body) < len(plain.content) / 3
        packed = seen.body[seen.body.index(b"\x1f\x8b") :]
        assert int.from_bytes(packed[4:8], "little") == int(salesforce.clock.now().timestamp())


def test_report_export_is_compressed(salesforce_org: Org, api: ApiClient) -> None:
    """The classic export of a report is gzip for who takes it."""
    salesforce_org.populate(leads=100, seed=1)
    folder = salesforce_org.add_report_folder("Marketing")
    report = salesforce_org.add_report(
        "Leads", sobject="Lead", columns=["Id", "LastName"], folder_id=folder
    )
    salesforce_org.settings.compresses_answers = True
    told = {
        accepted: requests.get(
            f"{api.url}/{report}?export=1&enc=UTF-8&xf=csv",
            cookies={"sid": api.session_id},
            headers={"Accept-Encoding": accepted},
            timeout=60,
        )
        for accepted in ("gzip", "identity")
    }
    assert told["gzip"].headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in told["identity"].headers
    assert told["gzip"].text == told["identity"].text


def test_packing_keeps_no_more_than_a_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream is packed while it is read: what has been sent is not kept."""
    monkeypatch.setattr(compression, "_PIECE_BYTES", 100)
    read = 0

    def pieces() -> Iterator[bytes]:
        nonlocal read
        for each in range(20_000):
            read += 1
            yield hashlib.sha256(str(each).encode()).digest()

    packed = compression.packed_pieces(pieces(), now=SUMMER_20)
    first = next(packed)
    assert read < 2_000
    whole = gzip.decompress(first + b"".join(packed))
    assert len(whole) == 640_000
