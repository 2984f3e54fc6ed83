from __future__ import annotations

import gc
import socket
import struct
import threading
from urllib.parse import urlsplit

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import ApiClient
from fake_salesforce import FakeSalesforce, Org

SOAP = b"POST /services/Soap/u/49.0 HTTP/1.1\r\nHost: x\r\n"
TOKEN = (
    b"POST /services/oauth2/token HTTP/1.1\r\nHost: x\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n"
)
GET = b"GET /services/data HTTP/1.1\r\n"
HOST = b"Host: x\r\n"


def _send(url: str, request: bytes) -> int:
    """Send bytes over a connection of their own, and return the status of the answer."""
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), timeout=60) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        with connection.makefile("rb") as answer:
            text = answer.read()  # to the end: a caller that hangs up early is another matter
    return int(text.split()[1]) if text else 0


def test_path_may_begin_with_two_slashes(salesforce: FakeSalesforce) -> None:
    """``//services/data``, as Salesforce's CLI asks, is ``/services/data``; a host is none."""
    assert _send(salesforce.url, b"GET //services/data HTTP/1.1\r\n" + HOST + b"\r\n") == 200
    assert salesforce.journal.exchanges[-1].path == "/services/data"
    absolute = b"GET http://x/services/data HTTP/1.1\r\n"
    assert _send(salesforce.url, absolute + HOST + b"\r\n") == 400


def test_broken_upload_is_a_client_error(salesforce: FakeSalesforce, api: ApiClient) -> None:
    """A file that is read in pieces is refused as any body is, and the job takes another one."""
    job = api.post("jobs/ingest", json={"object": "Lead", "operation": "insert"}).json()["id"]
    path = f"/services/data/v49.0/jobs/ingest/{job}/batches"
    head = f"PUT {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {api.session_id}\r\n"
    body = "Content-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n"
    assert _send(salesforce.url, (head + body).encode()) == 400
    assert salesforce.journal.crashes == ()
    text = b"LastName,Company\nDoe,Example\n"
    headers = {"Content-Type": "text/csv"}
    again = api.request("PUT", f"jobs/ingest/{job}/batches", data=text, headers=headers)
    assert again.status_code == 201


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (SOAP + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n", 400),
        (TOKEN + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n", 400),
        (SOAP + b"Content-Length: -5\r\n\r\n", 400),
        (SOAP + b"Content-Length: abc\r\n\r\n", 400),
        (TOKEN + b"Content-Length: 50\r\n\r\nab", 400),
        (GET + b"Host: [::1\r\n\r\n", 200),
        (GET + b"Host: \xff:99999999\r\n\r\n", 200),
        (b"GET /services/data HTTP/1.0\r\n\r\n", 200),
        (b"GET * HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET /services/data/v49.0/%00%zz HTTP/1.1\r\nHost: x\r\n\r\n", 401),
        (
            b"GET /services/data/v49.0/sobjects HTTP/1.1\r\nHost: x\r\nAuthorization: \xff\r\n\r\n",
            401,
        ),
        (b"TRACE /services/data HTTP/1.1\r\nHost: x\r\n\r\n", 405),
        (b"GARBAGE\r\n\r\n", 400),
        (
            (
                b"POST /services/Soap/u/49.0 HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\n"
                b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n"
            ),
            400,
        ),
        (SOAP + b"Transfer-Encoding: chunked\r\n\r\nabcdef01234\r\n", 400),
        (b"\x00\r\n\r\n", 400),
    ],
)
def test_broken_request_is_a_client_error(
    salesforce: FakeSalesforce, request_bytes: bytes, status: int
) -> None:
    """What is not HTTP, or lies about its length, is refused; it is no crash of the fake."""
    assert _send(salesforce.url, request_bytes) == status
    assert salesforce.journal.crashes == ()


@given(
    start=st.sampled_from([SOAP, TOKEN, GET + HOST, SOAP + b"Transfer-Encoding: chunked\r\n"]),
    rest=st.binary(max_size=60)
    | st.lists(
        st.sampled_from(
            [b"Content-Length: 5\r\n", b"\r\n", b"5\r\n", b"abcde", b"0\r\n", b"\xff", b"a: b\r\n"]
        ),
        max_size=8,
    ).map(b"".join),
)
def test_any_bytes_after_the_request_line_never_crash(
    salesforce: FakeSalesforce, start: bytes, rest: bytes
) -> None:
    """Whatever follows, the server answers or hangs up, and the fake itself does not fail."""
    status = _send(salesforce.url, start + rest)
    is_soap_fault = status == 500 and b"Soap" in start
    assert is_soap_fault or status in {0, 200, 400, 405, 408, 411, 413, 414}
    assert salesforce.journal.crashes == ()


def test_client_that_hangs_up_leaves_no_trace(
    salesforce: FakeSalesforce, salesforce_org: Org
) -> None:
    """A reset before a large answer is read raises nothing, not even when garbage is collected."""
    salesforce_org.populate(leads=2000)
    session_id = salesforce_org.open_session(
        salesforce_org.create_user("hangs.up@example.com").id, client="raw"
    )
    address = urlsplit(salesforce.url)
    answered = threading.Event()
    unsubscribe = salesforce.on_exchange(lambda _: answered.set())
    for _ in range(3):
        answered.clear()
        with socket.create_connection((address.hostname, address.port), timeout=60) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.sendall(
                b"GET /services/data/v49.0/query?q=SELECT+Id,Email,Name,Company+FROM+Lead"
                b" HTTP/1.1\r\n"
                b"Host: x\r\nAuthorization: Bearer " + session_id.encode() + b"\r\n\r\n"
            )
        assert answered.wait(60)
    unsubscribe()
    gc.collect()
    assert requests.get(f"{salesforce.url}/services/data", timeout=60).status_code == 200
