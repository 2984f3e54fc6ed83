"""Populates an org: draws each kind of records and relates it to those that are there."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fake_salesforce import ids
from fake_salesforce.population import activities, custom, marketing, people, sales, service
from fake_salesforce.population.drawing import Drawing
from fake_salesforce.population.dressing import dressed
from fake_salesforce.population.leads import leads as lead_rows
from fake_salesforce.records import rows
from fake_salesforce.records.auto_numbers import displayed
from fake_salesforce.records.campaigns import DEFAULT_STATUSES, roll_up, show_people
from fake_salesforce.records.fiscal_year import fiscal_year
from fake_salesforce.records.values import Stored
from fake_salesforce.schema import Field, Schema, SObject

from . import sequences
from .staffing import Staffing

_MOST_RELATED = 50_000
"""How many records of a kind others are related to, at most: it bounds the memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """How many records of each kind to make."""

    roles: int = 0
    users: int = 0
    groups: int = 0
    queues: int = 0
    permission_sets: int = 0
    accounts: int = 0
    contacts: int = 0
    leads: int = 0
    campaigns: int = 0
    members_per_campaign: int = 0
    opportunities: int = 0
    contact_roles: int = 0
    tasks: int = 0
    events: int = 0
    cases: int = 0
    custom: Mapping[str, int] = field(default_factory=dict)
    """Of custom objects, by name."""
    custom_fields: bool = False
    """Whether the custom fields of standard objects get values, too."""


@dataclass(frozen=True, slots=True)
class Populating:
    """One population on its way, in one transaction."""

    connection: sqlite3.Connection
    schema: Schema
    instance: str
    drawing: Drawing
    staffing: Staffing
    custom_fields: bool = False

    def populate(self, census: Census) -> int:
        """Make the records and return how many, with what belongs to them by itself."""
        made = 0
        for count, make in (
            (census.roles, self.staffing.roles),
            (census.users, self.staffing.users),
            (census.groups, self.staffing.groups),
            (census.queues, self.staffing.queues),
            (census.permission_sets, self.staffing.permission_sets),
            (census.accounts, self._accounts),
            (census.contacts, self._contacts),
            (census.leads, self._leads),
        ):
            if count:
                made += make(count)
        if census.campaigns:
            made += self._campaigns(census.campaigns, census.members_per_campaign)
        for count, make in (
            (census.opportunities, self._opportunities),
            (census.contact_roles, self._contact_roles),
            (census.tasks, self._tasks),
            (census.events, self._events),
            (census.cases, self._cases),
        ):
            if count:
                made += make(count)
        for name, count in census.custom.items():
            made += self._custom(name, count)
        return made

    def _sobject(self, name: str) -> SObject:
        sobject = self.schema.known(name)
        assert sobject is not None
        return sobject

    def _ids(self, sobject: SObject, count: int) -> Callable[[int], str]:
        """Take the ids of the records to come and return what gives the n-th."""
        first = sequences.take(self.connection, sobject.key_prefix, count)
        return lambda number: ids.record_id(sobject.key_prefix, self.instance, first + number)

    def _insert(self, sobject: SObject, made: Iterable[Sequence[Stored]], count: int) -> None:
        further: dict[str, custom.Draw] = {}
        if sobject.is_custom or self.custom_fields:
            around = custom.Surroundings(
                first=self._ever(sobject) + 1,
                parents=self._parents,
                numbered=lambda each: self._numbered(sobject, each, count),
            )
            further = custom.draws(sobject, self.drawing, around)
        dressed_rows = dressed(
            sobject, made, drawing=self.drawing, owner_ids=self.staffing.active(), further=further
        )
        rows.insert_many(self.connection, sobject, dressed_rows)

    def _ever(self, sobject: SObject) -> int:
        """Return how many records an object has, or had at least."""
        found = self.connection.execute(
            f'SELECT coalesce(max(_row), 0) FROM "{sobject.name}"'  # noqa: S608 - the schema's name
        ).fetchone()
        ever: int = found[0]
        return ever

    def _numbered(self, sobject: SObject, field: Field, count: int) -> custom.Draw:
        first = sequences.take(self.connection, f"{sobject.name}.{field.name}", count)
        shown = str(field.auto_number)
        return lambda number: displayed(shown, first + number)

    def _parents(self, name: str) -> list[str]:
        return self.staffing.active() if name == "User" else self._some_ids(name)

    def _some(self, columns: str, name: str) -> list[Any]:
        """Return columns of records that are there, the oldest first."""
        has_bin = self._sobject(name).field("IsDeleted") is not None
        alive = ' WHERE "IsDeleted" = 0' if has_bin else ""
        return self.connection.execute(
            f'SELECT {columns} FROM "{name}"{alive}'  # noqa: S608 - our own words
            f" ORDER BY _row LIMIT {_MOST_RELATED}"
        ).fetchall()

    def _some_ids(self, name: str) -> list[str]:
        return [row[0] for row in self._some('"Id"', name)]

    def _accounts(self, count: int) -> int:
        account = self._sobject("Account")
        record_id = self._ids(account, count)
        self._insert(
            account,
            people.accounts(account, count, drawing=self.drawing, record_id=record_id),
            count,
        )
        return count

    def _contacts(self, count: int) -> int:
        contact = self._sobject("Contact")
        self._insert(
            contact,
            people.contacts(
                contact,
                count,
                drawing=self.drawing,
                record_id=self._ids(contact, count),
                account_ids=self._some_ids("Account"),
            ),
            count,
        )
        return count

    def _leads(self, count: int) -> int:
        lead = self._sobject("Lead")
        self._insert(
            lead,
            lead_rows(
                lead,
                count,
                seed=self.drawing.seed,
                now=self.drawing.now,
                owner_id=self.drawing.owner_id,
                record_id=self._ids(lead, count),
            ),
            count,
        )
        return count

    def _campaigns(self, count: int, members_per_campaign: int) -> int:
        """Make campaigns with their statuses and members; return how many records that is."""
        campaign, status = self._sobject("Campaign"), self._sobject("CampaignMemberStatus")
        record_id = self._ids(campaign, count)
        campaign_ids = [record_id(number) for number in range(count)]
        self._insert(
            campaign,
            marketing.campaigns(campaign, count, drawing=self.drawing, record_id=record_id),
            count,
        )
        status_count = count * len(DEFAULT_STATUSES)
        self._insert(
            status,
            marketing.statuses(
                status,
                campaign_ids,
                drawing=self.drawing,
                record_id=self._ids(status, status_count),
            ),
            status_count,
        )
        pairs = marketing.memberships(
            campaign_ids,
            self._some_ids("Lead") + self._some_ids("Contact"),
            drawing=self.drawing,
            each_has=members_per_campaign,
        )
        if pairs:
            member = self._sobject("CampaignMember")
            self._insert(
                member,
                marketing.members(
                    member,
                    pairs,
                    drawing=self.drawing,
                    record_id=self._ids(member, len(pairs)),
                ),
                len(pairs),
            )
            show_people(self.connection)
        roll_up(self.connection)
        return count + status_count + len(pairs)

    def _opportunities(self, count: int) -> int:
        opportunity = self._sobject("Opportunity")
        self._insert(
            opportunity,
            sales.opportunities(
                opportunity,
                count,
                drawing=self.drawing,
                record_id=self._ids(opportunity, count),
                accounts=self._some('"Id", "Name"', "Account"),
                campaign_ids=self._some_ids("Campaign"),
                fiscal_year_starts=fiscal_year(self.connection).start_month,
            ),
            count,
        )
        roll_up(self.connection)
        return count

    def _contact_roles(self, count: int) -> int:
        contact_role = self._sobject("OpportunityContactRole")
        without = self.connection.execute(
            'SELECT "Id", "AccountId" FROM "Opportunity" WHERE "IsDeleted" = 0 AND "Id" NOT IN'  # noqa: S608 - our own words
            ' (SELECT "OpportunityId" FROM "OpportunityContactRole")'
            f" ORDER BY _row LIMIT {_MOST_RELATED}"
        ).fetchall()
        contacts = self._some('"Id", "AccountId"', "Contact")
        if not (without and contacts):
            message = (
                "contact roles need contacts, and opportunities without any: populate contacts and"
                " opportunities, too"
            )
            raise ValueError(message)
        self._insert(
            contact_role,
            sales.contact_roles(
                contact_role,
                count,
                drawing=self.drawing,
                record_id=self._ids(contact_role, count),
                opportunities=without,
                contacts=contacts,
            ),
            count,
        )
        return count

    @property
    def _concerned(self) -> activities.Concerned:
        return activities.Concerned(
            lead_ids=self._some_ids("Lead"),
            contacts=self._some('"Id", "AccountId"', "Contact"),
            opportunities=self._some('"Id", "AccountId"', "Opportunity"),
            campaign_ids=self._some_ids("Campaign"),
        )

    def _tasks(self, count: int) -> int:
        return self._activities("Task", activities.tasks, count)

    def _events(self, count: int) -> int:
        return self._activities("Event", activities.events, count)

    def _activities(
        self, name: str, draw: Callable[..., Iterable[Sequence[Stored]]], count: int
    ) -> int:
        sobject = self._sobject(name)
        made = draw(
            sobject,
            count,
            drawing=self.drawing,
            record_id=self._ids(sobject, count),
            concerned=self._concerned,
        )
        self._insert(sobject, made, count)
        return count

    def _custom(self, name: str, count: int) -> int:
        sobject = self.schema.known(name)
        if sobject is None or not sobject.is_custom:
            has = ", ".join(each.name for each in self.schema if each.is_custom) or "none"
            message = f"there is no custom object {name!r}; this org has {has}"
            raise ValueError(message)
        self._insert(
            sobject,
            custom.records(sobject, count, self.drawing, self._ids(sobject, count)),
            count,
        )
        return count

    def _cases(self, count: int) -> int:
        case = self._sobject("Case")
        first = sequences.take(self.connection, "Case.CaseNumber", count)
        self._insert(
            case,
            service.cases(
                case,
                count,
                drawing=self.drawing,
                record_id=self._ids(case, count),
                first_number=first,
                contacts=self._some(service.OF_CONTACT, "Contact"),
            ),
            count,
        )
        return count
