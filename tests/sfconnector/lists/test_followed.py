"""What became of a record, by what its row shows and what the list has of it."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from sfconnector.lists.followed import reader
from sfconnector.lists.sources.leads import LEADS
from sfconnector.salesforce.exchange import Answer
from sfconnector.salesforce.query import PageReader
from sfconnector.sync.comparison import Standing

CHOSEN = ("Email", "Title", "Company")
FATE = ("IsDeleted", "MasterRecordId", "IsConverted", "ConvertedContactId")
LEAD, MASTER, CONTACT = "00Q000000000001AAA", "00Q000000000002AAA", "003000000000001AAA"

values = st.fixed_dictionaries(
    {"Title": st.none() | st.text(max_size=5), "Company": st.none() | st.text(max_size=5)}
)


def standing(row: dict[str, Any], seen: tuple[str, ...], held: Standing | None) -> Standing:
    """Return how a record stands of which a user sees these fields."""
    record = {name: row[name] for name in seen} | {"Id": LEAD}
    body = json.dumps({"totalSize": 1, "done": True, "records": [record]}).encode()
    [read] = PageReader[Any](seen, text_field="Email").read(Answer(200, {}, body)).records
    return reader(LEADS.members(""), CHOSEN, seen)(read, held)


@given(
    shown=values,
    is_deleted=st.booleans(),
    master=st.none() | st.just(MASTER),
    contact=st.none() | st.just(CONTACT),
    hidden=st.sets(st.sampled_from(["MasterRecordId", "ConvertedContactId"])),
)
def test_p25_p26_who_was_merged_or_converted_is_no_member_and_leads_to_who_it_is_now(
    shown: dict[str, Any],
    master: str | None,
    contact: str | None,
    hidden: set[str],
    *,
    is_deleted: bool,
) -> None:
    """P25, P26: a loser leads to its master, a converted lead to its contact, if that is seen."""
    row = {
        **shown,
        "Email": "a@example.com",
        "IsDeleted": is_deleted,
        "MasterRecordId": master if is_deleted else None,
        "IsConverted": contact is not None,
        "ConvertedContactId": contact,
    }
    seen = (*CHOSEN, *(each for each in FATE if each not in hidden))
    found = standing(row, seen, None)
    master = None if "MasterRecordId" in hidden else master
    if is_deleted:
        reason = "merged" if master else "deleted"
        assert (found.state, found.reason, found.moved_to) == ("left", reason, master)
    elif contact is not None:
        moved = None if "ConvertedContactId" in hidden else contact
        assert (found.state, found.reason, found.moved_to) == ("left", "converted", moved)
    else:
        assert found.state == "member"


@given(former=st.none() | values, shown=values, hidden=st.sets(st.sampled_from(CHOSEN[1:])))
def test_p38_a_field_that_is_hidden_keeps_its_value_and_one_that_is_seen_is_read(
    former: dict[str, Any] | None, shown: dict[str, Any], hidden: set[str]
) -> None:
    """P38: whatever is seen is the source's, for unchanged records too; the rest is as it was."""
    row = {**shown, "Email": "a@example.com", **dict.fromkeys(FATE), "IsDeleted": False}
    row["IsConverted"] = False
    held = None
    if former is not None:
        held = Standing("member", "a@example.com", json.dumps(former))
    seen = tuple(each for each in (*CHOSEN, *FATE) if each not in hidden)
    found = standing(row, seen, held)
    assert found.field_values is not None
    assert msgspec.json.decode(found.field_values) == {
        name: (former or {}).get(name) if name in hidden else shown[name] for name in shown
    }
