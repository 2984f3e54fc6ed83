"""Populates an org: draws each kind of records and relates it to those that are there."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from fake_salesforce import ids
from fake_salesforce.population import marketing, people, sales, service
from fake_salesforce.population.drawing import Drawing
from fake_salesforce.population.leads import leads as lead_rows
from fake_salesforce.records import rows
from fake_salesforce.records.campaigns import DEFAULT_STATUSES, roll_up, show_people
from fake_salesforce.records.fiscal_year import fiscal_year
from fake_salesforce.records.values import Stored
from fake_salesforce.schema import Schema, SObject

from . import sequences

_MOST_RELATED = 50_000
"""How many records of a kind others are related to, at most: it bounds the memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """How many records of each kind to make."""

    accounts: int = 0
    contacts: int = 0
    leads: int = 0
    campaigns: int = 0
    members_per_campaign: int = 0
    opportunities: int = 0
    tasks: int = 0
    cases: int = 0


@dataclass(frozen=True, slots=True)
class Populating:
    """One population on its way, in one transaction."""

    connection: sqlite3.Connection
    schema: Schema
    instance: str
    drawing: Drawing

    def populate(self, census: Census) -> int:
        """Make the records and return how many there are, campaign members and statuses too."""
        made = 0
        for count, make in (
            (census.accounts, self._accounts),
            (census.contacts, self._contacts),
            (census.leads, self._leads),
        ):
            if count:
                make(count)
                made += count
        if census.campaigns:
            made += self._campaigns(census.campaigns, census.members_per_campaign)
        for count, make in (
            (census.opportunities, self._opportunities),
            (census.tasks, self._tasks),
            (census.cases, self._cases),
        ):
            if count:
                make(count)
                made += count
        return made

    def _sobject(self, name: str) -> SObject:
        sobject = self.schema.known(name)
        assert sobject is not None
        return sobject

    def _ids(self, sobject: SObject, count: int) -> Callable[[int], str]:
        """Take the ids of the records to come and return what gives the n-th."""
        first = sequences.take(self.connection, sobject.key_prefix, count)
        return lambda number: ids.record_id(sobject.key_prefix, self.instance, first + number)

    def _insert(self, sobject: SObject, made: Iterable[Sequence[Stored]]) -> None:
        rows.insert_many(self.connection, sobject, made)

    def _some(self, columns: str, name: str) -> list[Any]:
        """Return columns of records that are there, the oldest first."""
        return self.connection.execute(
            f'SELECT {columns} FROM "{name}" WHERE "IsDeleted" = 0'  # noqa: S608 - our own words
            f" ORDER BY _row LIMIT {_MOST_RELATED}"
        ).fetchall()

    def _some_ids(self, name: str) -> list[str]:
        return [row[0] for row in self._some('"Id"', name)]

    def _accounts(self, count: int) -> None:
        account = self._sobject("Account")
        record_id = self._ids(account, count)
        self._insert(
            account, people.accounts(account, count, drawing=self.drawing, record_id=record_id)
        )

    def _contacts(self, count: int) -> None:
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
        )

    def _leads(self, count: int) -> None:
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
        )

    def _campaigns(self, count: int, members_per_campaign: int) -> int:
        """Make campaigns with their statuses and members; return how many records that is."""
        campaign, status = self._sobject("Campaign"), self._sobject("CampaignMemberStatus")
        record_id = self._ids(campaign, count)
        campaign_ids = [record_id(number) for number in range(count)]
        self._insert(
            campaign,
            marketing.campaigns(campaign, count, drawing=self.drawing, record_id=record_id),
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
            )
            show_people(self.connection)
        roll_up(self.connection)
        return count + status_count + len(pairs)

    def _opportunities(self, count: int) -> None:
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
        )
        roll_up(self.connection)

    def _tasks(self, count: int) -> None:
        task = self._sobject("Task")
        self._insert(
            task,
            sales.tasks(
                task,
                count,
                drawing=self.drawing,
                record_id=self._ids(task, count),
                lead_ids=self._some_ids("Lead"),
                contacts=self._some('"Id", "AccountId"', "Contact"),
            ),
        )

    def _cases(self, count: int) -> None:
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
        )
