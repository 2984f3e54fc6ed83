"""A row of the README's table of faults, staged, and what the wire shows of it."""

from __future__ import annotations

import ast
import re
from datetime import timedelta
from importlib import resources
from urllib.parse import quote

from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.faults import FAULTS, Fault
from wire_eye import Seen, described, look

README = (resources.files("fake_salesforce") / "README.md").read_text(encoding="utf-8")
_CALL = re.compile(r"`(\w+)\((.*)\)`")
_CLASSES = {each.__name__: each for each in FAULTS}
_QUERY = "/services/data/v49.0/query?q=" + quote("SELECT Id, Company FROM Lead")


def rows() -> list[list[str]]:
    """Return the cells of the README's table of faults."""
    section = README.split("\n### Faults\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def fault_of(cell: str) -> Fault:
    """Return the fault that a cell writes down."""
    match = _CALL.fullmatch(cell)
    assert match is not None, cell
    node = ast.parse(f"f({match[2]})", mode="eval").body
    assert isinstance(node, ast.Call)
    values = {str(each.arg): ast.literal_eval(each.value) for each in node.keywords}
    return _CLASSES[match[1]](**values)


def request_for(fault: Fault, org: Org, session_id: str) -> tuple[str, str, bytes]:
    """Return a request the fault concerns: method, target and body."""
    if fault.kind == "unable_to_lock_row":
        return "POST", "/services/data/v49.0/sobjects/Lead", b'{"LastName":"a","Company":"b"}'
    if fault.kind == "invalid_query_locator":
        org.limits.query_page_rows = 1
        session = org.use_session(session_id)
        page = org.queries.first_page(
            "SELECT Id FROM Lead", org.asking(session.user_id, page_rows=1)
        )
        return "GET", f"/services/data/v49.0/query/{page.next_locator}", b""
    return "GET", _QUERY, b""


def seen_with(
    salesforce: FakeSalesforce, org: Org, user: User, fault: Fault, *, phase: str | None = None
) -> str:
    """Stage a fault once, send a request that it concerns, and say what the wire showed."""
    session_id = org.open_session(user.id, client="eye")
    method, target, body = request_for(fault, org, session_id)
    is_outage = fault.kind == "connection_refused"
    number = salesforce.add_fault(fault, phase=phase, count=None if is_outage else 1)
    before = org.clock.now()
    try:
        seen = _look(salesforce, session_id, method, target, body)
    finally:
        salesforce.faults.remove(number)
    words = described(seen)
    passed = org.clock.now() - before
    return f"{words}, {passed / timedelta(seconds=1):g} s later" if passed else words


def _look(
    salesforce: FakeSalesforce, session_id: str, method: str, target: str, body: bytes
) -> Seen:
    headers = {"Authorization": f"Bearer {session_id}", "Content-Type": "application/json"}
    return look(salesforce.url, method, target, headers=headers, body=body)
