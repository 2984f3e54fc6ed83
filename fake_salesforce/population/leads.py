"""Leads as a marketing account finds them: a few lack an e-mail address, a few opted out."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from fake_salesforce.clock import to_wire
from fake_salesforce.records.values import Stored
from fake_salesforce.schema import FieldType, PicklistValue, SObject

from .pools import pools

_SHARE_WITHOUT_EMAIL = 0.03
_SHARE_OPTED_OUT = 0.04
_SHARE_WITHOUT_PHONE = 0.2
_OLDEST = timedelta(days=730)
_CHUNK = 10_000


def leads(
    lead: SObject,
    count: int,
    *,
    seed: int,
    now: datetime,
    owner_id: str,
    record_id: Callable[[int], str],
) -> Iterator[tuple[Stored, ...]]:
    """Yield rows of leads in the order of ``lead.columns``, oldest first.

    Args:
        lead: the Lead object of the org's schema.
        count: how many.
        seed: draws the words and the chances; one seed gives the same leads.
        now: the youngest time stamp; the oldest is two years before.
        owner_id: who owns and created them.
        record_id: gives the id of the n-th, counted from 0.
    """
    words = pools(seed)
    chance = random.Random(seed)  # noqa: S311 - seeded on purpose: the same leads each time
    statuses = [each.value for each in _values(lead, "Status")]
    sources = [None, *(each.value for each in _values(lead, "LeadSource"))]
    industries = [None, *(each.value for each in _values(lead, "Industry"))]
    ratings = [None, *(each.value for each in _values(lead, "Rating"))]
    names = [each.name for each in lead.columns]
    boolean_defaults = {each.name: 0 for each in lead.columns if each.type is FieldType.BOOLEAN}
    step = _OLDEST / max(count, 1)
    for start in range(0, count, _CHUNK):
        size = min(_CHUNK, count - start)
        first = chance.choices(words.first_names, k=size)
        last = chance.choices(words.last_names, k=size)
        company = chance.choices(words.companies, k=size)
        place = chance.choices(words.places, k=size)
        status = chance.choices(statuses[:2], k=size)
        source = chance.choices(sources, k=size)
        industry = chance.choices(industries, k=size)
        rating = chance.choices(ratings, k=size)
        title = chance.choices(words.titles, k=size)
        phone = chance.choices(words.phones, k=size)
        draws = [chance.random() for _ in range(size)]
        modified_after = [chance.random() for _ in range(size)]
        for i in range(size):
            number = start + i
            created = now - _OLDEST + step * number
            modified = to_wire(created + (now - created) * modified_after[i])
            draw = draws[i]
            identifier = record_id(number)
            record: dict[str, Stored] = boolean_defaults | {
                "Id": identifier,
                "FirstName": first[i],
                "LastName": last[i],
                "Name": f"{first[i]} {last[i]}",
                "Title": title[i],
                "Company": company[i].name,
                "Street": place[i].street,
                "City": place[i].city,
                "State": place[i].state,
                "PostalCode": place[i].postal_code,
                "Country": "USA",
                "Phone": None if draw > 1 - _SHARE_WITHOUT_PHONE else phone[i],
                "Email": None
                if draw < _SHARE_WITHOUT_EMAIL
                else f"{first[i]}.{last[i]}.{number}@{company[i].domain}".lower(),
                "PhotoUrl": f"/services/images/photo/{identifier}",
                "LeadSource": source[i],
                "Status": status[i],
                "Industry": industry[i],
                "Rating": rating[i],
                "AnnualRevenue": float(int(draw * 1000) * 50_000) if industry[i] else None,
                "NumberOfEmployees": int(modified_after[i] * 5000) if industry[i] else None,
                "OwnerId": owner_id,
                "HasOptedOutOfEmail": int(modified_after[i] < _SHARE_OPTED_OUT),
                "IsUnreadByOwner": 1,
                "CreatedDate": to_wire(created),
                "CreatedById": owner_id,
                "LastModifiedDate": modified,
                "LastModifiedById": owner_id,
                "SystemModstamp": modified,
            }
            yield tuple(map(record.get, names))


def _values(lead: SObject, name: str) -> tuple[PicklistValue, ...]:
    field = lead.field(name)
    assert field is not None
    return field.picklist_values
