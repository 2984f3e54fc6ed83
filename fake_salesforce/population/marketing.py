"""Campaigns with their statuses and their members."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta

from fake_salesforce.records.campaigns import DEFAULT_STATUSES
from fake_salesforce.records.values import Stored
from fake_salesforce.schema import SObject

from .drawing import Drawing, one_of, values_of

_SHARE_RESPONDED = 0.2


def campaigns(
    campaign: SObject, count: int, *, drawing: Drawing, record_id: Callable[[int], str]
) -> Iterator[tuple[Stored, ...]]:
    """Yield rows of campaigns; their roll-ups are counted when their members are there."""
    chance = drawing.chance("Campaign")
    types, states = values_of(campaign, "Type"), values_of(campaign, "Status")

    def record(number: int, _: str, __: Mapping[str, Stored]) -> dict[str, Stored]:
        kind = one_of(chance, types)
        starts = drawing.now - timedelta(days=int(chance.random() * 700))
        return {
            "Name": f"{kind} {number + 1}",
            "Type": kind,
            "Status": one_of(chance, states),
            "IsActive": int(chance.random() < 0.5),  # noqa: PLR2004 - every other one
            "StartDate": f"{starts:%Y-%m-%d}",
            "EndDate": f"{starts + timedelta(days=30):%Y-%m-%d}",
            "BudgetedCost": float(int(chance.random() * 100) * 500),
        }

    return drawing.rows(campaign, count, record_id=record_id, record=record)


def statuses(
    status: SObject,
    campaign_ids: Sequence[str],
    *,
    drawing: Drawing,
    record_id: Callable[[int], str],
) -> Iterator[tuple[Stored, ...]]:
    """Yield the rows of the two statuses that each campaign has."""
    each_has = len(DEFAULT_STATUSES)

    def record(number: int, _: str, __: Mapping[str, Stored]) -> dict[str, Stored]:
        label, has_responded, is_default = DEFAULT_STATUSES[number % each_has]
        return {
            "CampaignId": campaign_ids[number // each_has],
            "Label": label,
            "HasResponded": has_responded,
            "IsDefault": is_default,
            "SortOrder": number % each_has + 1,
        }

    return drawing.rows(status, len(campaign_ids) * each_has, record_id=record_id, record=record)


def memberships(
    campaign_ids: Sequence[str],
    people: Sequence[str],
    *,
    drawing: Drawing,
    each_has: int,
) -> list[tuple[str, str]]:
    """Return campaigns with the people drawn for them, nobody twice in one campaign."""
    chance = drawing.chance("CampaignMember")
    return [
        (campaign_id, person_id)
        for campaign_id in campaign_ids
        for person_id in chance.sample(people, min(each_has, len(people)))
    ]


def members(
    member: SObject,
    pairs: Sequence[tuple[str, str]],
    *,
    drawing: Drawing,
    record_id: Callable[[int], str],
) -> Iterator[tuple[Stored, ...]]:
    """Yield rows of campaign members, without what they show of their people.

    Args:
        member: the CampaignMember object of the org's schema.
        pairs: the campaign and the lead or contact of each.
        drawing: what they share.
        record_id: gives the id of the n-th, counted from 0.
    """
    chance = drawing.chance("CampaignMember status")

    def record(number: int, _: str, stamps: Mapping[str, Stored]) -> dict[str, Stored]:
        campaign_id, person_id = pairs[number]
        responded = chance.random() < _SHARE_RESPONDED
        return {
            "CampaignId": campaign_id,
            "LeadId" if person_id.startswith("00Q") else "ContactId": person_id,
            "Status": "Responded" if responded else "Sent",
            "HasResponded": int(responded),
            "FirstRespondedDate": str(stamps["LastModifiedDate"])[:10] if responded else None,
        }

    return drawing.rows(member, len(pairs), record_id=record_id, record=record)
