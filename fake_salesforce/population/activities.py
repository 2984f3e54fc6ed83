"""Tasks and events about people, and about what is sold to them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from fake_salesforce.clock import from_wire, to_wire
from fake_salesforce.records import events as rules
from fake_salesforce.records.activities import progress
from fake_salesforce.records.values import Stored
from fake_salesforce.schema import SObject

from .drawing import Drawing, one_of, values_of

_SUBJECTS = ("Call", "Send Letter", "Send Quote", "Email", "Follow up")
_SHARE_ABOUT_MORE = 0.6
_LATEST = timedelta(days=60)
"""How long after it was made an event takes place, at most."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """What activities can be about."""

    lead_ids: Sequence[str]
    contacts: Sequence[tuple[str, str | None]]
    """Id and account."""
    opportunities: Sequence[tuple[str, str | None]]
    """Id and account."""
    campaign_ids: Sequence[str]

    @property
    def people(self) -> list[tuple[str, str | None]]:
        """Leads and contacts: id and account."""
        return [(each, None) for each in self.lead_ids] + list(self.contacts)

    def what(
        self, chance: random.Random, who: str | None, account_id: str | None
    ) -> dict[str, Stored]:
        """Return what an activity is about besides a person, and the account that makes it.

        A lead stands alone. A contact's activity is about the account, or about anything.
        """
        draws = chance.random(), chance.random()
        is_alone = str(who).startswith("00Q") or draws[0] > _SHARE_ABOUT_MORE
        found = one_of(chance, self.opportunities)
        campaign_id = one_of(chance, self.campaign_ids)
        if is_alone:
            return {"AccountId": account_id}
        if found is not None and draws[1] < 0.5:  # noqa: PLR2004 - half of them
            return {"WhatId": found[0], "AccountId": found[1]}
        if account_id is not None and draws[1] < 0.8:  # noqa: PLR2004 - most of the others
            return {"WhatId": account_id, "AccountId": account_id}
        return {"WhatId": campaign_id, "AccountId": account_id}


def tasks(
    task: SObject,
    count: int,
    *,
    drawing: Drawing,
    record_id: Callable[[int], str],
    concerned: Concerned,
) -> Iterator[tuple[Stored, ...]]:
    """Yield rows of tasks, each about a lead or a contact if there are any.

    Args:
        task: the Task object of the org's schema.
        count: how many.
        drawing: what they share.
        record_id: gives the id of the n-th, counted from 0.
        concerned: what they can be about.
    """
    chance, further = drawing.chance("Task"), drawing.chance("Task What")
    states, priorities = values_of(task, "Status"), values_of(task, "Priority")
    people = concerned.people

    def record(_: int, __: str, stamps: Mapping[str, Stored]) -> dict[str, Stored]:
        who, account_id = one_of(chance, people) or (None, None)
        given: dict[str, Stored] = {
            "Subject": one_of(chance, _SUBJECTS),
            "Status": one_of(chance, states),
            "Priority": one_of(chance, priorities),
            "ActivityDate": str(stamps["CreatedDate"])[:10],
            "WhoId": who,
            **concerned.what(further, who, account_id),
        }
        return given | progress(given | dict(stamps))

    return drawing.rows(task, count, record_id=record_id, record=record)


def events(
    event: SObject,
    count: int,
    *,
    drawing: Drawing,
    record_id: Callable[[int], str],
    concerned: Concerned,
) -> Iterator[tuple[Stored, ...]]:
    """Yield rows of events; arguments as :func:`tasks`. A few last all day, and some lie ahead."""
    chance = drawing.chance("Event")
    subjects = values_of(event, "Subject")
    people = concerned.people

    def record(_: int, __: str, stamps: Mapping[str, Stored]) -> dict[str, Stored]:
        who, account_id = one_of(chance, people) or (None, None)
        created = from_wire(str(stamps["CreatedDate"]))
        day = (created + _LATEST * chance.random()).replace(minute=0, second=0, microsecond=0)
        is_all_day = chance.random() < 0.1  # noqa: PLR2004 - a few
        starts = day.replace(hour=9 + int(chance.random() * 8))
        given: dict[str, Stored] = {
            "StartDateTime": to_wire(starts),
            "DurationInMinutes": 24 * 60 if is_all_day else 30 + 30 * int(chance.random() * 4),
            "IsAllDayEvent": int(is_all_day),
        }
        return {
            **given,
            **rules.times(given, None),
            "Subject": one_of(chance, subjects),
            "WhoId": who,
            **concerned.what(chance, who, account_id),
        }

    return drawing.rows(event, count, record_id=record_id, record=record)
