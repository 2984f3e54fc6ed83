"""Accounts and their contacts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from fake_salesforce.records.values import Stored
from fake_salesforce.schema import SObject

from .drawing import Drawing, one_of, values_of
from .pools import pools

_SHARE_WITHOUT_EMAIL = 0.03
_SHARE_OPTED_OUT = 0.04
_SHARE_WITHOUT_ACCOUNT = 0.05


def accounts(
    account: SObject, count: int, *, drawing: Drawing, record_id: Callable[[int], str]
) -> Iterator[tuple[Stored, ...]]:
    """Yield rows of accounts; their names are those of companies, numbered where they come back."""
    words = pools(drawing.seed)
    chance = drawing.chance("Account")
    industries, types = values_of(account, "Industry"), values_of(account, "Type")

    def record(number: int, identifier: str, _: Mapping[str, Stored]) -> dict[str, Stored]:
        company = words.companies[number % len(words.companies)]
        again = number // len(words.companies)
        place = words.places[int(chance.random() * len(words.places))]
        size = chance.random()
        return {
            "Name": f"{company.name} {again + 1}" if again else company.name,
            "Type": one_of(chance, types),
            "Industry": one_of(chance, industries),
            "BillingStreet": place.street,
            "BillingCity": place.city,
            "BillingState": place.state,
            "BillingPostalCode": place.postal_code,
            "BillingCountry": "USA",
            "Phone": one_of(chance, words.phones),
            "Website": f"https://www.{company.domain}",
            "AnnualRevenue": float(int(size * 1000) * 50_000),
            "NumberOfEmployees": int(size * 5000) + 1,
            "PhotoUrl": f"/services/images/photo/{identifier}",
        }

    return drawing.rows(account, count, record_id=record_id, record=record)


def contacts(
    contact: SObject,
    count: int,
    *,
    drawing: Drawing,
    record_id: Callable[[int], str],
    account_ids: Sequence[str],
) -> Iterator[tuple[Stored, ...]]:
    """Yield rows of contacts, nearly each with one of the accounts."""
    words = pools(drawing.seed)
    draw = drawing.chance("Contact").random
    sources = [None, *values_of(contact, "LeadSource")]
    first_names, last_names, companies = words.first_names, words.last_names, words.companies

    def record(number: int, identifier: str, _: Mapping[str, Stored]) -> dict[str, Stored]:
        first = first_names[int(draw() * len(first_names))]
        last = last_names[int(draw() * len(last_names))]
        company = companies[int(draw() * len(companies))]
        place = words.places[int(draw() * len(words.places))]
        chance = draw()
        account_id = None
        if account_ids and chance > _SHARE_WITHOUT_ACCOUNT:
            account_id = account_ids[int(draw() * len(account_ids))]
        return {
            "FirstName": first,
            "LastName": last,
            "Name": f"{first} {last}",
            "AccountId": account_id,
            "Title": words.titles[int(draw() * len(words.titles))],
            "MailingStreet": place.street,
            "MailingCity": place.city,
            "MailingState": place.state,
            "MailingPostalCode": place.postal_code,
            "MailingCountry": "USA",
            "Phone": words.phones[int(draw() * len(words.phones))],
            "Email": None
            if draw() < _SHARE_WITHOUT_EMAIL
            else f"{first}.{last}.c{number}@{company.domain}".lower(),
            "LeadSource": sources[int(draw() * len(sources))],
            "HasOptedOutOfEmail": int(draw() < _SHARE_OPTED_OUT),
            "PhotoUrl": f"/services/images/photo/{identifier}",
        }

    return drawing.rows(contact, count, record_id=record_id, record=record)
