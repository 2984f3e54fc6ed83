"""Rights by every route, held to a reference in plain Python."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

import rights_model as model
from fake_clients import ApiClient
from fake_salesforce import FakeSalesforce, Org
from rights_model import User, World
from rights_stage import FIELDS, OBJECTS, stage, worlds

QUERIED = (*OBJECTS, "CampaignMember", "Task")
FEW = settings().max_examples * 2 // 5


@contextmanager
def staged(
    salesforce: FakeSalesforce, world: World, user: User
) -> Iterator[tuple[Org, ApiClient, dict[str, str]]]:
    """Set the world up in a new org; give it, a caller as one user, and the users' ids."""
    with salesforce.create_org() as org:
        ids = stage(org, world)
        org.limits.daily_api_requests = 10**6
        client = ApiClient(salesforce.url, org.open_session(ids[user.name], client="model"))
        try:
            yield org, client, ids
        finally:
            client.close()


def answer(client: ApiClient, soql: str) -> list[dict[str, Any]] | str:
    """Return a query's records, or the errorCode of the refusal."""
    body = client.get("query", params={"q": soql}).json()
    return body["records"] if isinstance(body, dict) else str(body[0]["errorCode"])


@settings(max_examples=FEW)
@given(world=worlds(), data=st.data())
def test_records_by_every_route(
    salesforce: FakeSalesforce, world: World, data: st.DataObject
) -> None:
    """Query, count, row, update and UserRecordAccess agree with the reference on each record."""
    user = data.draw(st.sampled_from(world.users))
    with staged(salesforce, world, user) as (_, client, _):
        for sobject in QUERIED:
            records = [each for each in world.records if each.sobject == sobject]
            ours = {each.id for each in records}
            described = client.get(f"sobjects/{sobject}/describe")
            if not model.may(user, sobject, "R"):
                assert answer(client, f"SELECT Id FROM {sobject}") == "INVALID_TYPE"
                assert described.status_code == 404
                continue
            readable = {each.id for each in records if model.can_read(world, user, each)}
            found = _list(client, f"SELECT Id FROM {sobject}")
            assert {each["Id"] for each in found} & ours == readable
            counted = client.get("query", params={"q": f"SELECT COUNT() FROM {sobject}"}).json()
            assert counted["totalSize"] == len(found)
            event(f"readable: {len(readable)} of {len(ours)}")
            facts = described.json()
            assert facts["createable"] == model.may(user, sobject, "C")
            assert facts["updateable"] == model.may(user, sobject, "E")
            assert facts["deletable"] == model.may(user, sobject, "D")
            for each in records:
                path = f"sobjects/{sobject}/{each.id}"
                row = client.get(path, params={"fields": "Id"}).status_code
                assert row == (200 if each.id in readable else 404)
                patched = client.patch(path, json={})
                if each.id not in readable:
                    assert patched.status_code == 404
                elif model.can_edit(world, user, each):
                    assert patched.status_code == 204
                else:
                    assert patched.json()[0]["errorCode"] == "INSUFFICIENT_ACCESS_OR_READONLY"


@settings(max_examples=FEW)
@given(world=worlds())
def test_record_access_of_every_user(salesforce: FakeSalesforce, world: World) -> None:
    """UserRecordAccess says of every user and record what the reference says."""
    with staged(salesforce, world, world.users[0]) as (org, _, ids):
        listed = ", ".join(f"'{each.id}'" for each in world.records)
        for user in world.users:
            rows = org.query(
                "SELECT RecordId, HasReadAccess, HasEditAccess, HasDeleteAccess"
                f" FROM UserRecordAccess WHERE UserId = '{ids[user.name]}'"
                f" AND RecordId IN ({listed})"
            )
            told = {row["RecordId"]: row for row in rows}
            for each in world.records:
                row = told[each.id]
                can_read = model.can_read(world, user, each)
                can_edit = can_read and model.can_edit(world, user, each)
                can_delete = can_read and model.can_delete(world, user, each)
                event(f"{each.sobject}: {can_read} {can_edit} {can_delete}")
                assert row["HasReadAccess"] == can_read, each
                assert row["HasEditAccess"] == can_edit, each
                assert row["HasDeleteAccess"] == can_delete, each


@settings(max_examples=FEW)
@given(world=worlds(), data=st.data())
def test_deletion(salesforce: FakeSalesforce, world: World, data: st.DataObject) -> None:
    """A record is deleted by whoever has every access to it, and by nobody else."""
    user = data.draw(st.sampled_from(world.users))
    record = data.draw(st.sampled_from(world.records))
    with staged(salesforce, world, user) as (org, client, _):
        deleted = client.delete(f"sobjects/{record.sobject}/{record.id}")
        if not model.can_read(world, user, record):
            assert deleted.status_code == 404
        elif not model.can_delete(world, user, record):
            assert deleted.json()[0]["errorCode"] == "INSUFFICIENT_ACCESS_OR_READONLY"
        else:
            assert deleted.status_code == 204
        assert bool(org.query(f"SELECT Id FROM {record.sobject} WHERE Id = '{record.id}'")) == (
            deleted.status_code != 204
        )


@settings(max_examples=FEW)
@given(world=worlds(), data=st.data())
def test_fields_by_every_route(
    salesforce: FakeSalesforce, world: World, data: st.DataObject
) -> None:
    """A hidden field is in no describe and no row, and no clause may name it; others may be."""
    user = data.draw(st.sampled_from(world.users))
    with staged(salesforce, world, user) as (_, client, _):
        for path in FIELDS:
            sobject, name = path.split(".")
            if not model.may(user, sobject, "R"):
                continue
            is_shown = model.reads_field(user, path)
            by_name = {
                each["name"]: each
                for each in client.get(f"sobjects/{sobject}/describe").json()["fields"]
            }
            assert (name in by_name) == is_shown
            for soql in (
                f"SELECT {name} FROM {sobject}",
                f"SELECT Id FROM {sobject} WHERE {name} = null",
                f"SELECT Id FROM {sobject} ORDER BY {name}",
                f"SELECT MAX({name}) FROM {sobject}",
                f"SELECT CreatedById FROM {sobject} GROUP BY CreatedById HAVING COUNT({name}) > 0",
            ):
                assert isinstance(answer(client, soql), list) == is_shown, soql
                if not is_shown:
                    assert answer(client, soql) == "INVALID_FIELD", soql
            if is_shown:
                assert by_name[name]["updateable"] == model.edits_field(user, path)
        _check_parent(client, user)
        for record in world.records:
            if f"{record.sobject}.Email" in FIELDS and model.can_read(world, user, record):
                row = client.get(f"sobjects/{record.sobject}/{record.id}").json()
                shown = model.reads_field(user, f"{record.sobject}.Email")
                assert ("Email" in row) == shown
            if record.sobject == "Lead" and model.can_read(world, user, record):
                _check_write(client, world, user, record)


def _check_parent(client: ApiClient, user: User) -> None:
    """A path through a parent asks for the rights on the parent."""
    if not model.may(user, "Contact", "R"):
        return
    is_shown = model.may(user, "Account", "R") and model.reads_field(user, "Account.Industry")
    found = answer(client, "SELECT Account.Industry FROM Contact")
    assert isinstance(found, list) == is_shown


def _check_write(client: ApiClient, world: World, user: User, record: model.Record) -> None:
    """A field that is hidden cannot be written, nor one that is read-only."""
    if not model.can_edit(world, user, record):
        return
    written = client.patch(f"sobjects/Lead/{record.id}", json={"Industry": "Energy"})
    if not model.reads_field(user, "Lead.Industry"):
        assert written.json()[0]["errorCode"] == "INVALID_FIELD"
    elif not model.edits_field(user, "Lead.Industry"):
        assert written.json()[0]["errorCode"] == "INVALID_FIELD_FOR_INSERT_UPDATE"
    else:
        assert written.status_code == 204


@settings(max_examples=FEW)
@given(world=worlds(), data=st.data())
def test_relations_show_only_what_is_visible(
    salesforce: FakeSalesforce, world: World, data: st.DataObject
) -> None:
    """A parent that is not shared is as none, children are those that are, and no filter tells."""
    user = data.draw(st.sampled_from(world.users))
    if not (model.may(user, "Contact", "R") and model.may(user, "Account", "R")):
        return
    with staged(salesforce, world, user) as (_, client, _):
        visible = {each.id: each for each in world.records if model.can_read(world, user, each)}
        contacts = [each for each in visible.values() if each.sobject == "Contact"]
        rows = _list(client, "SELECT Id, Account.Name FROM Contact")
        parents = {each["Id"]: each["Account"] for each in rows}
        for each in contacts:
            has_parent = each.parent is not None and each.parent.id in visible
            assert (parents[each.id] is not None) == has_parent
        filtered = _list(client, "SELECT Id FROM Contact WHERE Account.Name = 'Example'")
        assert {each["Id"] for each in filtered} == {
            each.id for each in contacts if each.parent is not None and each.parent.id in visible
        }
        joined = _list(client, "SELECT Id FROM Contact WHERE AccountId IN (SELECT Id FROM Account)")
        assert {each["Id"] for each in joined} == {each["Id"] for each in filtered}
        for row in _list(client, "SELECT Id, (SELECT Id FROM Contacts) FROM Account"):
            children = row["Contacts"]["records"] if row["Contacts"] else []
            assert {each["Id"] for each in children} == {
                each.id for each in contacts if each.parent and each.parent.id == row["Id"]
            }


def _list(client: ApiClient, soql: str) -> list[dict[str, Any]]:
    found = answer(client, soql)
    assert isinstance(found, list), found
    return found
