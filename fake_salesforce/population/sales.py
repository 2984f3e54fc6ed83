"""Opportunities of accounts, and tasks about people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta

from fake_salesforce.records import opportunities as stages
from fake_salesforce.records.activities import progress
from fake_salesforce.records.values import Stored
from fake_salesforce.schema import SObject

from .drawing import Drawing, one_of, values_of

_SUBJECTS = ("Call", "Send Letter", "Send Quote", "Email", "Follow up")


def opportunities(
    opportunity: SObject,
    count: int,
    *,
    drawing: Drawing,
    record_id: Callable[[int], str],
    accounts: Sequence[tuple[str, str]],
    campaign_ids: Sequence[str],
    fiscal_year_starts: int,
) -> Iterator[tuple[Stored, ...]]:
    """Yield rows of opportunities.

    Args:
        opportunity: the Opportunity object of the org's schema.
        count: how many.
        drawing: what they share.
        record_id: gives the id of the n-th, counted from 0.
        accounts: id and name of those they can belong to; with none they belong to nobody.
        campaign_ids: what every third may come from.
        fiscal_year_starts: the month the org's fiscal year begins with.
    """
    chance = drawing.chance("Opportunity")
    names = values_of(opportunity, "StageName")
    types, sources = values_of(opportunity, "Type"), values_of(opportunity, "LeadSource")

    def record(number: int, _: str, __: Mapping[str, Stored]) -> dict[str, Stored]:
        account_id, account_name = one_of(chance, accounts) or (None, "Example")
        closes = drawing.now + timedelta(days=int(chance.random() * 730) - 600)
        given: dict[str, Stored] = {
            "Name": f"{account_name[:100]} - {number + 1}",
            "AccountId": account_id,
            "CampaignId": one_of(chance, campaign_ids) if number % 3 == 0 else None,
            "StageName": one_of(chance, names),
            "Amount": float(int(chance.random() * 1000) * 250),
            "CloseDate": f"{closes:%Y-%m-%d}",
            "Type": one_of(chance, types),
            "LeadSource": one_of(chance, sources),
        }
        given |= stages.staged(given, None)
        given |= stages.fiscal_period(str(given["CloseDate"]), fiscal_year_starts)
        return given | stages.outcome(given)

    return drawing.rows(opportunity, count, record_id=record_id, record=record)


def tasks(
    task: SObject,
    count: int,
    *,
    drawing: Drawing,
    record_id: Callable[[int], str],
    lead_ids: Sequence[str],
    contacts: Sequence[tuple[str, str | None]],
) -> Iterator[tuple[Stored, ...]]:
    """Yield rows of tasks, each about a lead or a contact if there are any.

    Args:
        task: the Task object of the org's schema.
        count: how many.
        drawing: what they share.
        record_id: gives the id of the n-th, counted from 0.
        lead_ids: whom they can be about.
        contacts: id and account of others they can be about.
    """
    chance = drawing.chance("Task")
    states, priorities = values_of(task, "Status"), values_of(task, "Priority")
    people = [(each, None) for each in lead_ids] + list(contacts)

    def record(_: int, __: str, stamps: Mapping[str, Stored]) -> dict[str, Stored]:
        who, account_id = one_of(chance, people) or (None, None)
        given: dict[str, Stored] = {
            "Subject": one_of(chance, _SUBJECTS),
            "Status": one_of(chance, states),
            "Priority": one_of(chance, priorities),
            "ActivityDate": str(stamps["CreatedDate"])[:10],
            "WhoId": who,
            "AccountId": account_id,
        }
        return given | progress(given | dict(stamps))

    return drawing.rows(task, count, record_id=record_id, record=record)
