"""The expectation ``list``: who is in a marketing list, as a reader of the connector sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, Self

from pydantic import Field, model_validator

from sfconformance.expectations.expectation import Evidence, Expectation, Finding
from sfconformance.expectations.list_rules import OF, RULES, ListRule, Rows
from sfconformance.part import CountField
from sfconformance.subject import Member

SHOWN = 3
"""How many records of a difference are named."""


class ExpectedList(Expectation):
    """The members of a marketing list, their number and who they are."""

    key: ClassVar[str] = "list"

    name: str = Field(min_length=1, description="The name of the marketing list.")
    count: CountField | None = Field(default=None, description="The number of members.")
    equals: ListRule | None = Field(
        default=None,
        description="The rule that says who belongs in it and with which values, worked out from "
        "the org by the harness. `leads_with_email`: every unconverted lead with a well-formed "
        "e-mail address. `campaign_members_with_email`: every member of a campaign, "
        "`related_records_with_email`: every record of a custom object, whose lead or contact has "
        "such an address.",
    )
    of: str | None = Field(
        default=None,
        min_length=1,
        description="For `equals`: the campaign's name, or the custom object with its lookup, as "
        "`Visit__c.Lead__c`.",
    )

    @model_validator(mode="after")
    def _is_told_of_what(self) -> Self:
        wanted = None if self.equals is None else OF.get(self.equals)
        if wanted is not None and self.of is None:
            message = f"`{self.equals}` needs `of`, {wanted}"
            raise ValueError(message)
        if wanted is None and self.of is not None:
            message = f"`of` belongs to `equals: {'` or `equals: '.join(OF)}`"
            raise ValueError(message)
        return self

    def findings(self, evidence: Evidence) -> Iterator[Finding]:
        """Count the members and compare them, id by id and value by value, with the rule."""
        members = tuple(evidence.account.members(self.name))
        if self.count is not None:
            met = self.count.allows(len(members))
            told = f"the list {self.name!r} has {self.count} members"
            yield Finding("count", told, str(len(members)), met=met)
        if self.equals is not None:
            fields = sorted({field for member in members for field in member.values})
            rows = RULES[self.equals](evidence.stage, fields, self.of or "")
            told = f"the list {self.name!r} is {self.equals} ({len(rows)} records)"
            differences = tuple(_differences(members, rows))
            found = "; ".join(differences) or "the same"
            yield Finding("equals", told, found, met=not differences)


def _differences(members: tuple[Member, ...], rows: Rows) -> Iterator[str]:
    # Both spellings of an id, 15 and 18 characters, mean one record.
    full_ids = {record_id[:15]: record_id for record_id in rows}
    by_id = {full_ids.get(m.record_id[:15], m.record_id): m for m in members}
    if len(by_id) != len(members):
        yield f"{len(members) - len(by_id)} members twice"
    missing = sorted(set(rows) - set(by_id))
    if missing:
        yield f"{len(missing)} missing, as {', '.join(missing[:SHOWN])}"
    extra = sorted(set(by_id) - set(rows))
    if extra:
        yield f"{len(extra)} too many, as {', '.join(extra[:SHOWN])}"
    wrong = [
        f"{record_id}: {field} is {value!r}, not {row!r}"
        for record_id, member in sorted(by_id.items())
        if record_id in rows
        for field, value, row in _values_apart(member, rows[record_id])
    ]
    if wrong:
        yield f"{len(wrong)} values differ, as {'; '.join(wrong[:SHOWN])}"


def _values_apart(
    member: Member, row: Mapping[str, object]
) -> Iterator[tuple[str, object, object]]:
    if member.email.casefold() != str(row["Email"]).casefold():
        yield "the address", member.email, row["Email"]
    for field, value in sorted(member.values.items()):
        if value != row[field]:
            yield field, value, row[field]
