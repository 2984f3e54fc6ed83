"""Records, as somebody who stages a test writes and reads them: the automated process."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, JsonValue

from fake_salesforce.control.problems import blaming, wrong
from fake_salesforce.control.values import Duration, Name, OfOrg, RecordId, org_of
from fake_salesforce.control.verb import Told, verb
from fake_salesforce.records.values import WrongTypeError

if TYPE_CHECKING:
    from fake_salesforce.org import Org
    from fake_salesforce.org.late import LateTransaction
    from fake_salesforce.salesforce import FakeSalesforce

Fields = dict[str, JsonValue]


class OfObject(OfOrg):
    """An object, as `Lead`."""

    object: Name


class OfRecord(OfObject):
    """A record."""

    id: RecordId


class Late(OfOrg):
    """How late it commits, with the stamps of now; None is at once."""

    commits_in: Duration | None = None


class Create(OfObject, Late):
    """The fields of the record."""

    fields: Fields = Field(default_factory=dict)


class Update(OfRecord, Late):
    """The fields to write."""

    fields: Fields


class Upsert(OfObject):
    """An external id, its value, and the other fields."""

    field: Name
    value: Annotated[str, Field(min_length=1, max_length=255)]
    fields: Fields = Field(default_factory=dict)


class Delete(OfRecord, Late):
    """The record to delete."""


class OneId(OfOrg):
    """A record."""

    id: RecordId


class Ids(OfOrg):
    """Records in the recycle bin."""

    ids: Annotated[list[RecordId], Field(min_length=1, max_length=2000)]


class Query(OfOrg):
    """A query in SOQL."""

    soql: Annotated[str, Field(min_length=1)]
    include_deleted: bool = False
    """Whether the recycle bin is asked, too."""


class Merge(OfObject):
    """The record that stays, and one or two that go."""

    master_id: RecordId
    ids: Annotated[list[RecordId], Field(min_length=1, max_length=2)]
    fields: Fields = Field(default_factory=dict)
    """What the master gets."""


class Convert(OfOrg):
    """A lead, and what it becomes."""

    lead_id: RecordId
    converted_status: Name = "Closed - Converted"
    account_id: RecordId | None = None
    """An existing account; None makes one."""
    contact_id: RecordId | None = None
    opportunity_id: RecordId | None = None
    opportunity_name: str | None = None
    do_not_create_opportunity: bool = False
    overwrite_lead_source: bool = False
    owner_id: RecordId | None = None


class FormulaValue(OfRecord):
    """What a formula field says."""

    field: Name
    value: JsonValue


class RecordTold(Told):
    """A record's id."""

    id: str


class UpsertTold(RecordTold):
    """A record's id, and whether it was made."""

    created: bool


class MergeTold(Told):
    """What became of a merge."""

    record_id: str
    merged_record_ids: list[str]
    updated_related_ids: list[str]


class ConvertTold(Told):
    """What a lead has become."""

    lead_id: str
    account_id: str
    contact_id: str
    opportunity_id: str | None


@contextlib.contextmanager
def _refusing() -> Iterator[None]:
    """Have what is no object, field or value be what was asked wrongly."""
    try:
        yield
    except WrongTypeError as error:
        raise wrong(f"fields.{error.field.name}", str(error)) from error
    except ValueError as error:
        raise wrong("", str(error)) from error


@contextlib.contextmanager
def _writes(org: Org, asked: Late) -> Iterator[Org | LateTransaction]:
    """Give what writes: the org itself, or a transaction that commits late."""
    with _refusing():
        if asked.commits_in is None:
            yield org
            return
        with org.commits_late(seconds=asked.commits_in.total_seconds()) as late:
            yield late


@verb(
    "record query",
    "POST /orgs/{org}/query",
    python="Org.query",
    words=("soql",),
    examples=("record query 'SELECT Id, Email FROM Lead LIMIT 5'",),
)
def query(salesforce: FakeSalesforce, asked: Query) -> list[dict[str, JsonValue]]:
    """Answer SOQL with all records at once, as a user who sees everything."""
    found: Any = org_of(salesforce, asked.org).query(
        asked.soql, include_deleted=asked.include_deleted
    )
    return list(found)


@verb(
    "record create",
    "POST /orgs/{org}/records/{object}",
    python="Org.create",
    words=("object", "fields"),
    examples=(
        "record create Lead LastName=Doe Company=Example",
        "record create Lead LastName=Late Company=Example --commits-in 5m",
    ),
    status=201,
)
def create(salesforce: FakeSalesforce, asked: Create) -> RecordTold:
    """Create a record; one that commits late appears then, with the stamps of now."""
    with _writes(org_of(salesforce, asked.org), asked) as writer:
        return RecordTold(id=writer.create(asked.object, _json(asked.fields)))


@verb(
    "record update",
    "PATCH /orgs/{org}/records/{object}/{id}",
    python="Org.update",
    words=("object", "id", "fields"),
    examples=("record update Lead 00Q000000000001EAA City=Paris",),
)
def update(salesforce: FakeSalesforce, asked: Update) -> None:
    """Write some fields of a record."""
    with _writes(org_of(salesforce, asked.org), asked) as writer:
        writer.update(asked.object, asked.id, _json(asked.fields))


@verb(
    "record upsert",
    "PUT /orgs/{org}/records/{object}/{field}/{value}",
    python="Org.upsert",
    words=("object", "field", "value", "fields"),
    examples=("record upsert Lead Key__c 42 LastName=Doe Company=Example",),
)
def upsert(salesforce: FakeSalesforce, asked: Upsert) -> UpsertTold:
    """Create a record, or update the one whose external id has the value."""
    with _refusing():
        done = org_of(salesforce, asked.org).upsert(
            asked.object, asked.field, asked.value, _json(asked.fields)
        )
    return UpsertTold(id=done.record_id, created=done.was_created)


@verb(
    "record delete",
    "POST /orgs/{org}/records/{object}/{id}/delete",
    python="Org.delete",
    words=("object", "id"),
    examples=("record delete Lead 00Q000000000001EAA",),
)
def delete(salesforce: FakeSalesforce, asked: Delete) -> None:
    """Put a record into the recycle bin."""
    with _writes(org_of(salesforce, asked.org), asked) as writer:
        writer.delete(asked.object, asked.id)


@verb(
    "record lock",
    "POST /orgs/{org}/record-locks/{id}",
    python="Org.lock_record",
    words=("id",),
    examples=("record lock 00Q000000000001EAA",),
)
def lock(salesforce: FakeSalesforce, asked: OneId) -> None:
    """Lock a record as an approval does: only those who may modify all can write it."""
    with blaming("id"):
        org_of(salesforce, asked.org).lock_record(asked.id)


@verb(
    "record unlock",
    "POST /orgs/{org}/record-locks/{id}/end",
    python="Org.unlock_record",
    words=("id",),
    examples=("record unlock 00Q000000000001EAA",),
)
def unlock(salesforce: FakeSalesforce, asked: OneId) -> None:
    """End the lock of an approval; a record that is not locked stays as it is."""
    org_of(salesforce, asked.org).unlock_record(asked.id)


@verb(
    "record undelete",
    "POST /orgs/{org}/recycle-bin/undelete",
    python="Org.undelete",
    words=("ids",),
    examples=("record undelete 00Q000000000001EAA",),
)
def undelete(salesforce: FakeSalesforce, asked: Ids) -> None:
    """Bring records back from the recycle bin, with those that went with them."""
    org = org_of(salesforce, asked.org)
    with _refusing(), org.database.write():
        org.undelete(*asked.ids)


@verb(
    "record empty-recycle-bin",
    "POST /orgs/{org}/recycle-bin/empty",
    python="Org.empty_recycle_bin",
    words=("ids",),
    examples=("record empty-recycle-bin 00Q000000000001EAA",),
)
def empty_recycle_bin(salesforce: FakeSalesforce, asked: Ids) -> None:
    """Delete records in the recycle bin for good."""
    org = org_of(salesforce, asked.org)
    with _refusing(), org.database.write():
        org.empty_recycle_bin(*asked.ids)


@verb(
    "record merge",
    "POST /orgs/{org}/records/{object}/merge",
    python="Org.merge",
    words=("object", "master_id", "ids"),
    examples=("record merge Lead 00Q000000000001EAA 00Q000000000002EAA",),
)
def merge(salesforce: FakeSalesforce, asked: Merge) -> MergeTold:
    """Merge one or two leads, contacts or accounts into a master."""
    with _refusing():
        done = org_of(salesforce, asked.org).merge(
            asked.object, asked.master_id, *asked.ids, fields=_json(asked.fields)
        )
    return MergeTold(
        record_id=done.record_id,
        merged_record_ids=list(done.merged_record_ids),
        updated_related_ids=list(done.updated_related_ids),
    )


@verb(
    "record convert-lead",
    "POST /orgs/{org}/leads/{lead_id}/convert",
    python="Org.convert_lead",
    words=("lead_id",),
    examples=("record convert-lead 00Q000000000001EAA --do-not-create-opportunity",),
)
def convert_lead(salesforce: FakeSalesforce, asked: Convert) -> ConvertTold:
    """Convert a lead into an account, a contact and, unless told, an opportunity."""
    with _refusing():
        done = org_of(salesforce, asked.org).convert_lead(**asked.model_dump(exclude={"org"}))
    return ConvertTold(**asdict(done))


@verb(
    "record set-formula-value",
    "PUT /orgs/{org}/records/{object}/{id}/formula/{field}",
    python="Org.set_formula_value",
    words=("object", "id", "field", "value"),
    examples=("record set-formula-value Lead 00Q000000000001EAA Twice__c 4",),
)
def set_formula_value(salesforce: FakeSalesforce, asked: FormulaValue) -> None:
    """Stage what a formula field of a record says: formulas are not evaluated."""
    value: Any = asked.value
    with _refusing():
        org_of(salesforce, asked.org).set_formula_value(asked.object, asked.id, asked.field, value)


def _json(fields: Fields) -> Any:  # noqa: ANN401 - JSON by another name
    return fields


VERBS = (
    query,
    create,
    merge,
    upsert,
    update,
    delete,
    lock,
    unlock,
    undelete,
    empty_recycle_bin,
    convert_lead,
    set_formula_value,
)
