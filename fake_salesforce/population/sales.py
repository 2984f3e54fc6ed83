"""Opportunities of accounts, and the contacts who play a role in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta

from fake_salesforce.records import opportunities as stages
from fake_salesforce.records.values import Stored
from fake_salesforce.schema import SObject

from .drawing import Drawing, one_of, values_of


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


def contact_roles(
    contact_role: SObject,
    count: int,
    *,
    drawing: Drawing,
    record_id: Callable[[int], str],
    opportunities: Sequence[tuple[str, str | None]],
    contacts: Sequence[tuple[str, str | None]],
) -> Iterator[tuple[Stored, ...]]:
    """Yield rows of contact roles; the first role of an opportunity is its primary one.

    Args:
        contact_role: the OpportunityContactRole object of the org's schema.
        count: how many.
        drawing: what they share.
        record_id: gives the id of the n-th, counted from 0.
        opportunities: id and account of those whose turn comes one by one; at least one, without
            any role so far.
        contacts: id and account of those who play a role, best of the opportunity's account; at
            least one.
    """
    chance = drawing.chance("OpportunityContactRole")
    roles = values_of(contact_role, "Role")
    of_account: dict[str | None, list[str]] = {}
    for contact_id, account_id in contacts:
        of_account.setdefault(account_id, []).append(contact_id)
    everybody = [contact_id for contact_id, _ in contacts]

    def record(number: int, _: str, __: Mapping[str, Stored]) -> dict[str, Stored]:
        opportunity_id, account_id = opportunities[number % len(opportunities)]
        own = of_account.get(account_id) if account_id is not None else None
        return {
            "OpportunityId": opportunity_id,
            "ContactId": one_of(chance, own or everybody),
            "Role": one_of(chance, roles),
            "IsPrimary": int(number < len(opportunities)),
        }

    return drawing.rows(contact_role, count, record_id=record_id, record=record)
