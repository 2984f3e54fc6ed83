"""Whatever fits the OpenAPI document, and much that does not, is answered as the document says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import settings
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.control import VERBS
from fake_salesforce.control.openapi import document

WAITS = {"journal-wait", "journal-follow"}
"""What takes its time by design; tested in a file of its own."""
IS_THOROUGH = "HYPOTHESIS_PROFILE" in os.environ
"""Whether each boundary of each schema is tried one by one, which takes minutes."""

schema = schemathesis.openapi.from_dict(
    document(VERBS),
    config=SchemathesisConfig.from_dict({"phases": {"coverage": {"enabled": IS_THOROUGH}}}),
).exclude(operation_id=list(WAITS))


@pytest.fixture(scope="module")
def fuzzed_server() -> Iterator[FakeSalesforce]:
    """A server with a few things that can be named, which outlives the examples."""
    with FakeSalesforce() as salesforce:
        yield salesforce


def _org(salesforce: FakeSalesforce) -> Org:
    """Return an org that has a few things: the first, or a new one when all were dropped."""
    if salesforce.orgs:
        return salesforce.orgs[0]
    org = salesforce.create_org("a")
    org.create_user("jo@example.com")
    org.add_connected_app("a")
    org.permission_set("a").grant("Lead", "read")
    org.create("Lead", {"LastName": "Doe", "Company": "Example"})
    return org


@schema.parametrize()
@settings(max_examples=8)
def test_answers_are_as_documented(
    case: schemathesis.Case[Any], fuzzed_server: FakeSalesforce
) -> None:
    """No call fails the fake, and each answer has a status, a type and a form of the document."""
    if "org" in case.path_parameters and len(str(case.path_parameters)) % 2:
        case.path_parameters["org"] = _org(fuzzed_server).id
    answer = case.call(base_url=fuzzed_server.url, timeout=60)
    case.validate_response(
        answer,
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ],
    )
    fuzzed_server.journal.raise_crash()
