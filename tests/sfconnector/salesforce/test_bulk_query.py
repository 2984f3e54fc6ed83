from __future__ import annotations

import csv
import io
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripted_wire import json_answer
from sfconnector.errors import UnexpectedAnswerError
from sfconnector.salesforce import bulk_query
from sfconnector.salesforce.bulk_query import QueryJob, SetReader
from sfconnector.salesforce.exchange import Answer

JOB = QueryJob("7500000000000AAAAA", "JobComplete", 3, "")
FIELDS = {
    "Email": "email",
    "Name__c": "string",
    "Score__c": "double",
    "Hot__c": "boolean",
    "At__c": "datetime",
    "On__c": "date",
}
HEADER = ("At__c", "Email", "Hot__c", "Id", "Name__c", "On__c", "Score__c")
ROW = ("2020-06-20T10:00:00.000Z", "a@b.example", "true", "00Q000000000001AAA", "x", "", "1.50")


def _set(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER, **headers: str) -> Answer:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([header, *rows])
    told = {"Sforce-Locator": "null", "Sforce-NumberOfRecords": str(len(rows))}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(200, told | named, text.getvalue().encode())


def _read(answer: Answer) -> list[dict[str, Any]]:
    reader: SetReader[Any] = SetReader(FIELDS, text_field="Email")
    page = reader.read(answer, job=JOB)
    return [json.loads(msgspec.json.encode(each), parse_float=str) for each in page.records]


def test_cells_become_the_values_of_rest() -> None:
    """Columns in any order; numbers keep their digits, instants REST's offset, empty is null."""
    assert _read(_set(ROW, ("", "", "", "00Q000000000002AAA", "", "2020-06-20", ""))) == [
        {
            "Name__c": "x",
            "Score__c": "1.50",
            "Hot__c": True,
            "At__c": "2020-06-20T10:00:00.000+0000",
            "On__c": None,
            "Id": "00Q000000000001AAA",
            "Email": "a@b.example",
        },
        {
            "Name__c": None,
            "Score__c": None,
            "Hot__c": None,
            "At__c": None,
            "On__c": "2020-06-20",
            "Id": "00Q000000000002AAA",
        },
    ]


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_text_comes_through(text: str) -> None:
    """Quotes, delimiters, line ends and every other character of a cell stay as they are."""
    (record,) = _read(_set((*ROW[:4], text, *ROW[5:])))
    assert record["Name__c"] == text


@given(body=st.binary(max_size=200), locator=st.sampled_from(["null", "MTAwMDA", ""]))
def test_any_bytes_are_a_set_or_an_error_of_ours(body: bytes, locator: str) -> None:
    """Nothing that a broken line could send crashes the reader, or is taken for an empty end."""
    reader: SetReader[Any] = SetReader(FIELDS, text_field="Email")
    with pytest.raises(UnexpectedAnswerError):
        reader.read(Answer(200, {"Sforce-Locator": locator}, body), job=JOB)


def test_the_locator_names_job_and_set() -> None:
    """The page behind is named by the job and Salesforce's locator; the last page names none."""
    reader: SetReader[Any] = SetReader(FIELDS, text_field="Email")
    middle = reader.read(_set(ROW, Sforce_Locator="MTAwMDA"), job=JOB)
    assert (middle.total_size, middle.next_records_url) == (3, "7500000000000AAAAA/MTAwMDA")
    assert reader.read(_set(ROW), job=JOB).next_records_url is None


@pytest.mark.parametrize(
    "answer",
    [
        _set(ROW, Sforce_NumberOfRecords="2"),
        _set(ROW, Sforce_Locator=""),
        _set(ROW[:-1], header=HEADER[:-1]),
        _set(ROW[:-1]),
        _set((*ROW[:3], "not an id", *ROW[4:])),
        _set((*ROW[:2], "maybe", *ROW[3:])),
        _set((*ROW[:-1], "NaN")),
        _set((*ROW[:-1], "1,5")),
        Answer(200, {"Sforce-Locator": "null"}, b'"Id","Email"\n"00Q0000'),
        Answer(200, {"Sforce-Locator": "null"}, b""),
        Answer(200, {"Sforce-Locator": "null"}, b"\xff"),
    ],
)
def test_a_cut_or_foreign_set_is_never_an_end(answer: Answer) -> None:
    """A cut set, a missing column, a value of another kind or no word of what follows: an error."""
    with pytest.raises(UnexpectedAnswerError):
        _read(answer)


def test_a_job_is_read_only_and_may_be_made_twice() -> None:
    """Making a query job changes no record, so the call is safe to repeat."""
    request = bulk_query.create("SELECT Id FROM Lead")
    assert request.replay_safe
    assert json.loads(request.body or b"") == {
        "operation": "query",
        "query": "SELECT Id FROM Lead",
        "contentType": "CSV",
        "columnDelimiter": "COMMA",
        "lineEnding": "LF",
    }


@pytest.mark.parametrize(
    "job_id", ["", "750", "../ingest", "7500000000000AAAA/", "7010000000000AA"]
)
def test_a_job_id_cannot_lead_elsewhere(job_id: str) -> None:
    """An id that is none of a job is never put into a path."""
    with pytest.raises(UnexpectedAnswerError):
        bulk_query.status(job_id)
    with pytest.raises(UnexpectedAnswerError):
        bulk_query.read_job(json_answer({"id": job_id, "state": "JobComplete"}))


def test_a_locator_of_strange_characters_is_not_sent() -> None:
    """A locator that could change the request is refused."""
    with pytest.raises(UnexpectedAnswerError):
        bulk_query.results(JOB.id, "a&maxRecords=1")
