"""The JSON text of answers, compact and pretty (reference 2, 3.6)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import soql_model
from fake_salesforce import Org, soql
from fake_salesforce.soql.doubles import double_text
from soql_stage import LEAD, Stage, lead_id

FIELDS = [each.name for each in LEAD.fields]
PARTS = {"city": "City", "country": "Country", "latitude": "Latitude"}
ADDRESS_KEYS = (
    *("city", "country", "geocodeAccuracy", "latitude"),
    *("longitude", "postalCode", "state", "street"),
)


def plain_record(lead: dict[str, Any], number: int, fields: list[str]) -> dict[str, Any]:
    """Return a record as a plain renderer makes it: a dict, in the order of SELECT."""
    stored = {"Id": lead_id(number), **lead}
    record: dict[str, Any] = {
        "attributes": {
            "type": "Lead",
            "url": f"/services/data/v49.0/sobjects/Lead/{lead_id(number)}",
        }
    }
    for name in fields:
        value = stored.get(name)
        if name in ("IsDeleted", "IsConverted"):
            value = bool(value)
        if name == "Address":
            parts = {key: stored.get(PARTS.get(key, "")) for key in ADDRESS_KEYS}
            value = parts if any(each is not None for each in parts.values()) else None
        record[name] = value
    return record


@given(
    leads=st.lists(soql_model.records, max_size=4),
    fields=st.lists(st.sampled_from(FIELDS), min_size=1, unique=True),
    pretty=st.booleans(),
    next_records_url=st.none() | st.text(max_size=5),
)
def test_both_forms_are_the_plain_rendering(
    *,
    leads: list[soql_model.Record],
    fields: list[str],
    pretty: bool,
    next_records_url: str | None,
) -> None:
    """Any records, any fields: the text reads as the dicts of a plain renderer, keys in order."""
    rows = [soql_model.stored({**each, "IsDeleted": False}) for each in leads]
    with Stage(rows) as stage:
        statement = stage.statement(f"SELECT {', '.join(fields)} FROM Lead")
        assert statement.projection is not None
        records = soql.records(
            stage.connection, statement.projection, soql.rows(stage.connection, statement.clauses)
        )
    text = soql.render_page(
        statement.projection,
        records,
        total_size=7,
        next_records_url=next_records_url,
        pretty=pretty,
    ).decode()
    answer: dict[str, Any] = {"totalSize": 7, "done": next_records_url is None}
    if next_records_url is not None:
        answer["nextRecordsUrl"] = next_records_url
    answer["records"] = [plain_record(each, at, fields) for at, each in enumerate(rows, 1)]
    # Dumped again, so that the order of keys is compared too.
    assert json.dumps(json.loads(text)) == json.dumps(answer)
    assert ("\n" in text) is pretty
    if not pretty:
        alone = [soql.render_record(statement.projection, each, pretty=pretty) for each in records]
        assert alone == soql.render(statement.projection, records)
        # What is written in C is, to the byte, what the plain renderer writes.
        assert text.endswith(f'"records":[{",".join(alone)}]}}')


@pytest.mark.parametrize(
    "text",
    [
        "SELECT Id, Account.Name, Account.Owner.Name, Account.BillingAddress FROM Contact",
        "SELECT Id, Owner.Name, Owner.Type, toLabel(LeadSource), IsConverted FROM Lead",
        "SELECT Name, AnnualRevenue, (SELECT LastName, MailingLatitude FROM Contacts) FROM Account",
        "SELECT Id, What.Name, Who.Type, IsClosed, CallDurationInSeconds FROM Task",
    ],
)
def test_what_is_written_in_c_is_the_plain_rendering(salesforce_org: Org, text: str) -> None:
    """Parents, their addresses, children, labels, doubles: the page is the plain texts, joined."""
    org = salesforce_org
    strange = 'A"\\\n\u2028\x7f\x01é😀%s'
    first = org.create("Account", {"Name": strange, "AnnualRevenue": 5.6e9, "BillingCity": "Köln"})
    org.create("Account", {"Name": "-", "AnnualRevenue": -0.0001})
    org.create("Contact", {"LastName": "Doe", "AccountId": first, "MailingLatitude": 1e-7})
    org.create("Contact", {"LastName": "Doe", "AccountId": first})
    org.create("Contact", {"LastName": "Doe"})
    lead = org.create("Lead", {"LastName": "Doe", "Company": "Example", "LeadSource": "Web"})
    org.create("Task", {"WhatId": first, "Status": "Completed"})
    org.create("Task", {"WhoId": lead, "CallDurationInSeconds": 7})
    user = org.create_user("render@example.com")
    page = org.queries.first_page(text, org.asking(user.id, page_rows=2000))
    assert page.projection is not None
    told = soql.render_page(page.projection, page.records, total_size=page.total_size).decode()
    plain = ",".join(soql.render_record(page.projection, each) for each in page.records)
    assert told == f'{{"totalSize":{page.total_size},"done":true,"records":[{plain}]}}'
    assert page.records


def test_zero_keeps_its_sign() -> None:
    """Equal doubles that are written otherwise stay apart, in whatever order they come."""
    with Stage([{"AnnualRevenue": each} for each in (0.0, -0.0, 0.0)]) as stage:
        page = stage.page("SELECT AnnualRevenue FROM Lead")
    assert [each["AnnualRevenue"] for each in json.loads(page, parse_float=str)["records"]] == [
        "0.0",
        "-0.0",
        "0.0",
    ]


def test_the_compact_form() -> None:
    """The compact form has no blanks, keeps the order of SELECT and prints nulls."""
    with Stage([{"LastName": 'Do"e', "City": "Köln"}]) as stage:
        assert stage.page("SELECT lastname, Email, Id, IsConverted FROM Lead") == (
            '{"totalSize":1,"done":true,"records":[{"attributes":{"type":"Lead",'
            f'"url":"/services/data/v49.0/sobjects/Lead/{lead_id(1)}"}},'
            f'"LastName":"Do\\"e","Email":null,"Id":"{lead_id(1)}","IsConverted":false}}]}}'
        )


def test_the_pretty_form() -> None:
    """The pretty form is that of Jackson's default printer."""
    with Stage([{"City": "Rome"}, {}]) as stage:
        text = stage.page("SELECT Address FROM Lead", pretty=True)
    assert (
        text
        == f"""{{
  "totalSize" : 2,
  "done" : true,
  "records" : [ {{
    "attributes" : {{
      "type" : "Lead",
      "url" : "/services/data/v49.0/sobjects/Lead/{lead_id(1)}"
    }},
    "Address" : {{
      "city" : "Rome",
      "country" : null,
      "geocodeAccuracy" : null,
      "latitude" : null,
      "longitude" : null,
      "postalCode" : null,
      "state" : null,
      "street" : null
    }}
  }}, {{
    "attributes" : {{
      "type" : "Lead",
      "url" : "/services/data/v49.0/sobjects/Lead/{lead_id(2)}"
    }},
    "Address" : null
  }} ]
}}"""
    )


def test_a_record_alone_is_not_indented() -> None:
    """A record that is the whole answer begins at the margin."""
    with Stage([{}]) as stage:
        statement = stage.statement("SELECT Id FROM Lead")
        assert statement.projection is not None
        (record,) = soql.records(stage.connection, statement.projection, [1])
    assert soql.render_record(statement.projection, record, version="48.0", pretty=True) == (
        '{\n  "attributes" : {\n    "type" : "Lead",\n'
        f'    "url" : "/services/data/v48.0/sobjects/Lead/{lead_id(1)}"\n  }},\n'
        f'  "Id" : "{lead_id(1)}"\n}}'
    )


def test_an_answer_without_records() -> None:
    """No record at all is an empty array, spaced out when pretty; a count has only its size."""
    with Stage() as stage:
        assert stage.page("SELECT Id FROM Lead") == '{"totalSize":0,"done":true,"records":[]}'
        assert stage.page("SELECT COUNT() FROM Lead", pretty=True) == (
            '{\n  "totalSize" : 0,\n  "done" : true,\n  "records" : [ ]\n}'
        )


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_double_reads_as_itself(number: float) -> None:
    """A double's text is JSON that gives the same double back."""
    assert json.loads(double_text(number)) == number


def test_doubles_are_written_as_java_writes_them() -> None:
    """From ten million on, and below a thousandth, Java writes an exponent."""
    numbers = [300.0, 9999999.0, 1e7, 5.6e9, 12345678901234.56, 0.001, 0.00012, -2e-7, 0.0]
    assert [double_text(each) for each in numbers] == [
        *("300.0", "9999999.0", "1.0E7", "5.6E9", "1.234567890123456E13"),
        *("0.001", "1.2E-4", "-2.0E-7", "0.0"),
    ]
