"""The step ``record``: somebody creates, changes or deletes records in Salesforce."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Self

from pydantic import Field, StrictBool, model_validator

from sfconformance.errors import StepError
from sfconformance.part import FieldValue, ObjectName, Part, RecordField
from sfconformance.stage import Stage
from sfconformance.steps.step import OrgStep


class Link(Part):
    """The records that a field refers to."""

    object: ObjectName = Field(description="Their object.")
    where: str = Field(min_length=1, description="Which of them: the SOQL behind WHERE.")

    def sentence(self) -> str:
        """Tell which."""
        return f"the {self.object} where {self.where}"

    def ids(self, stage: Stage) -> tuple[str, ...]:
        """Return their ids.

        Raises:
            StepError: there are none.
        """
        return tuple(str(row["Id"]) for row in matching(stage, self.object, self.where))


class Record(OrgStep):
    """Create, change or delete records in Salesforce."""

    key: ClassVar[str] = "record"

    object: ObjectName = Field(
        default="Lead", description="The object, by its API name, as `CampaignMember`."
    )
    create: dict[str, RecordField] | None = Field(
        default=None, description="A new record, field API name to value."
    )
    where: str | None = Field(
        default=None,
        description="Which records to change or delete: the SOQL behind WHERE; may end in "
        "ORDER BY and LIMIT. It must match at least one record.",
    )
    set: dict[str, RecordField] | None = Field(
        default=None, description="The fields to change on the records of `where`."
    )
    links: dict[str, Link] = Field(
        default={},
        description="Fields that refer to other records: field to their `object` and `where`. Of "
        "what is created there is one for each record that is referred to (for several fields, "
        "for each combination); beside `set` each field refers to one record.",
    )
    record_type: str | None = Field(
        default=None,
        min_length=1,
        description="The record type that the records get, by its API name; alone or beside "
        "`create` or `set`.",
    )
    delete: StrictBool = Field(default=False, description="Delete the records of `where`.")

    @model_validator(mode="after")
    def _acts_once(self) -> Self:
        also = bool(self.links) or self.record_type is not None
        changes = self.set is not None or (also and self.create is None)
        if [self.create is not None, changes, self.delete].count(True) != 1:
            message = (
                "a record step does exactly one of: create, set (or links, record_type), delete"
            )
            raise ValueError(message)
        if (self.where is None) != (self.create is not None):
            message = "`set`, `record_type` and `delete` need `where`, and `create` takes none"
            raise ValueError(message)
        given = {**(self.create or {}), **(self.set or {})}
        twice = sorted(set(given) & set(self.links))
        if twice:
            message = f"`{twice[0]}` has a value and is in `links`: write one of them, not both"
            raise ValueError(message)
        return self

    def sentence(self) -> str:
        """Tell what becomes of the records."""
        of_type = [] if self.record_type is None else [f"the record type {self.record_type}"]
        links = [f"{link.sentence()} as {field}" for field, link in self.links.items()]
        if self.create is not None:
            told = " and ".join([*of_type, *links])
            return f"a {self.object} is created" + (f" with {told}" if told else "")
        given = [f"new {', '.join(self.set)}"] if self.set else []
        act = "deleted" if self.delete else f"given {' and '.join([*given, *of_type, *links])}"
        return f"each {self.object} where {self.where} is {act}"

    def act(self, stage: Stage) -> None:
        """Create, change or delete.

        Raises:
            StepError: no record matches ``where``, here or in a link, there is no such record
                type, or a field would refer to several records.
        """
        of_type = self._record_type_id(stage)
        combinations = tuple(self._linked(stage))
        if self.create is not None:
            for linked in combinations:
                stage.create(self.object, {**self.create, **of_type, **linked})
            return
        assert self.where is not None, "the model asks for one"
        if len(combinations) > 1:
            message = f"`links` of records that are changed match {len(combinations)} records"
            raise StepError(message)
        (linked,) = combinations
        for row in matching(stage, self.object, self.where):
            if self.delete:
                stage.delete(self.object, str(row["Id"]))
            else:
                stage.update(self.object, str(row["Id"]), {**(self.set or {}), **of_type, **linked})

    def _linked(self, stage: Stage) -> Iterator[dict[str, FieldValue]]:
        """Return each combination of the records that are referred to; one of nothing if none."""
        ids = [link.ids(stage) for link in self.links.values()]
        for chosen in itertools.product(*ids):
            yield dict(zip(self.links, chosen, strict=True))

    def _record_type_id(self, stage: Stage) -> dict[str, str]:
        if self.record_type is None:
            return {}
        found = {
            str(row["DeveloperName"]): str(row["Id"])
            for row in stage.query(
                f"SELECT Id, DeveloperName FROM RecordType WHERE SobjectType = '{self.object}'"  # noqa: S608 - a checked name
            )
        }
        if self.record_type not in found:
            known = ", ".join(sorted(found)) or "none"
            message = f"{self.object} has no record type {self.record_type}; it has {known}"
            raise StepError(message)
        return {"RecordTypeId": found[self.record_type]}


def matching(stage: Stage, sobject: str, where: str) -> Sequence[Mapping[str, object]]:
    """Return the ids of the records that a condition matches.

    Raises:
        StepError: there are none.
    """
    rows = stage.query(f"SELECT Id FROM {sobject} WHERE {where}")  # noqa: S608 - SOQL of the scenario's author, on a fake
    if not rows:
        message = f"no {sobject} matches `where: {where}`"
        raise StepError(message)
    return rows
