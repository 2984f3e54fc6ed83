from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripted_wire import json_answer
from sfconnector.errors import InputError, UnexpectedAnswerError
from sfconnector.salesforce import query
from sfconnector.salesforce.exchange import Answer
from sfconnector.salesforce.query import PageReader

NEXT = "/services/data/v49.0/query/01g000000000001AAA-2000"


def _page(*records: dict[str, Any], **more: Any) -> Answer:
    return json_answer({"totalSize": len(records), "done": True, "records": records, **more})


def _reader() -> PageReader[Any]:
    return PageReader(("Email", "Amount__c"), text_field="Email")


def test_the_query_is_ordered_and_asks_for_whole_pages() -> None:
    """The SOQL has Id, the chosen fields and ORDER BY Id; the page size is asked for."""
    soql = query.select("Lead", ("Email", "LastName"), after="00Q000000000001AAA")
    assert soql == (
        "SELECT Id, Email, LastName FROM Lead WHERE Id > '00Q000000000001AAA' ORDER BY Id"
    )
    request = query.query(soql)
    assert (request.method, request.path) == ("GET", "/services/data/v49.0/query")
    assert request.query == (("q", soql),)
    assert request.headers == (("Sforce-Query-Options", "batchSize=2000"),)


@given(
    name=st.text(max_size=20).filter(
        lambda path: not all(query.API_NAME.fullmatch(name) for name in path.split("."))
    )
)
def test_nothing_but_api_names_gets_into_a_query(name: str) -> None:
    """A path of names with anything but letters, digits and _ is refused and never pasted."""
    with pytest.raises(InputError):
        query.select("Lead", ("Email", name))


@pytest.mark.parametrize("after", ["", "00Q", "00Q000000000001AAA'", "00Q00000000000 AAA"])
def test_nothing_but_a_record_id_gets_behind_the_sign(after: str) -> None:
    """A text that is no record id is refused as the place to go on from."""
    with pytest.raises(InputError):
        query.select("Lead", ("Email",), after=after)


def test_a_condition_names_ids_and_nothing_else() -> None:
    """Ids of 15 or 18 characters in quotes; anything else, a wrong field or no id is refused."""
    ids = ("012000000000001", "012000000000002AAA")
    condition = query.one_of("RecordTypeId", ids)
    assert condition == "RecordTypeId IN ('012000000000001', '012000000000002AAA')"
    for field, wrong in (("RecordTypeId", ("x')",)), ("Record Type", ids), ("RecordTypeId", ())):
        with pytest.raises(InputError):
            query.one_of(field, wrong)


def test_too_many_fields_are_told_before_salesforce_does() -> None:
    """A query longer than a URL may be is refused with its length."""
    soql = query.select("Lead", tuple(f"Field{number}__c" for number in range(2000)))
    with pytest.raises(InputError, match="choose fewer fields"):
        query.query(soql)


@given(number=st.decimals(allow_nan=False, allow_infinity=False), email=st.none() | st.text())
def test_values_keep_every_digit(number: Any, email: str | None) -> None:
    """A value other than Id and Email leaves a record exactly as it stood in the answer."""
    text = f"{number:f}"
    row = f'{{"attributes":{{"type":"Lead"}},"Id":"00Q000000000001AAA","Email":{json.dumps(email)}'
    body = f'{{"totalSize":1,"done":true,"records":[{row},"Amount__c":{text}}}]}}'
    page = _reader().read(Answer(200, {}, body.encode()))
    record = page.records[0]
    assert (record.Id, record.Email) == ("00Q000000000001AAA", email)
    record.Id, record.Email = "", None
    assert msgspec.json.encode(record).decode() == f'{{"Amount__c":{text}}}'


def test_a_middle_page_names_the_next() -> None:
    """A page that is not done carries the next page's path; the last carries none."""
    record = {"Id": "00Q000000000001AAA", "Email": None, "Amount__c": 1}
    reader = _reader()
    middle = reader.read(_page(record, done=False, nextRecordsUrl=NEXT, totalSize=4000))
    assert (middle.total_size, middle.next_records_url) == (4000, NEXT)
    assert reader.read(_page(record)).next_records_url is None


@pytest.mark.parametrize(
    "answer",
    [
        _page(done=False),
        _page({"Id": "00Q000000000001AAA", "Email": None}),
        _page({"Id": "not an id", "Email": None, "Amount__c": 1}),
        _page({"Email": None, "Amount__c": 1}),
        _page({"Id": "00Q000000000001AAA", "Email": 7, "Amount__c": 1}),
        json_answer([]),
        json_answer({"done": True, "records": []}),
        Answer(200, {}, b'{"totalSize":1,"done":true,"records":[{"Id":"00Q0000'),
    ],
)
def test_an_answer_of_another_form_is_never_an_end(answer: Answer) -> None:
    """A cut page, a missing next page or a missing field is an error, not an empty list."""
    with pytest.raises(UnexpectedAnswerError):
        _reader().read(answer)


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example.com/services/data/v49.0/query/01g000000000001AAA-2000",
        "//elsewhere.example.com/query",
        "/services/data/v49.0/sobjects/Lead",
        "@elsewhere.example.com/services/data/v49.0/query/01g-1",
        "/services/data/v49.0/query/../../secret",
    ],
)
def test_a_locator_cannot_lead_elsewhere(url: str) -> None:
    """A next page's URL is followed only if it is a query locator's path."""
    with pytest.raises(UnexpectedAnswerError):
        query.query_more(url)


VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
FIELDS = ("Email", "Amount__c", "Lead__r.Title", "Lead__r.Owner.Name")


@given(
    own=VALUES,
    title=VALUES,
    owner=st.none() | st.fixed_dictionaries({"Name": VALUES}),
    email=st.none() | st.text(max_size=5),
    has_lead=st.booleans(),
)
def test_fields_of_parents_are_read_flat(
    own: object, title: object, owner: object, email: str | None, *, has_lead: bool
) -> None:
    """What lies in a parent stands under its path, value for value; without the parent it is null.

    The e-mail may lie there too; encoded, a record whose Id and e-mail were taken holds the rest.
    """
    lead = {"Email": email, "Title": title, "Owner": owner} if has_lead else None
    page = _page({"Id": "00Q000000000001AAA", "Amount__c": own, "Lead__r": lead})
    reader: PageReader[Any] = PageReader(
        FIELDS, text_field="Email", paths={"Email": "Lead__r.Email"}
    )
    [record] = reader.read(page).records
    assert record.Email == (email if has_lead else None)
    record.Id, record.Email = "", None
    of_owner = owner["Name"] if has_lead and isinstance(owner, dict) else None
    assert msgspec.json.decode(msgspec.json.encode(record)) == {
        "Amount__c": own,
        "Lead__r.Title": title if has_lead else None,
        "Lead__r.Owner.Name": of_owner,
    }


@given(names=st.lists(st.text(min_size=1, max_size=6), min_size=2, max_size=5, unique=True))
def test_each_name_has_an_attribute_of_its_own(names: list[str]) -> None:
    """Whatever a report calls its columns, their attributes are names, and no two are the same."""
    attributes = [query.attribute(each) for each in names]
    assert len(set(attributes)) == len(names)
    assert all(each.isidentifier() for each in attributes)
