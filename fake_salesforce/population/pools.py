"""The vocabulary that populations draw from: names, companies, places, titles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from faker import Faker

_COMPANIES = 400
_NAMES = 300
_CITIES = 200
_TITLES = 100


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody lives."""

    street: str
    city: str
    state: str
    postal_code: str


@dataclass(frozen=True, slots=True)
class Company:
    """A company and the mail domain of its people, which ends in the reserved ``.example``."""

    name: str
    domain: str


@dataclass(frozen=True, slots=True)
class Pools:
    """The words of one seed."""

    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    companies: tuple[Company, ...]
    places: tuple[Place, ...]
    titles: tuple[str, ...]
    phones: tuple[str, ...]


@lru_cache(maxsize=4)
def pools(seed: int) -> Pools:
    """Return the words that belong to a seed: the same ones each time, drawn once."""
    faker = Faker("en_US")
    faker.seed_instance(seed)
    return Pools(
        first_names=tuple(faker.first_name() for _ in range(_NAMES)),
        last_names=tuple(faker.last_name() for _ in range(_NAMES)),
        companies=tuple(_company(faker.company()) for _ in range(_COMPANIES)),
        places=tuple(
            Place(faker.street_address(), faker.city(), faker.state_abbr(), faker.postcode())
            for _ in range(_CITIES)
        ),
        titles=tuple(faker.job()[:128] for _ in range(_TITLES)),
        phones=tuple(faker.numerify("(###) 555-01##") for _ in range(_NAMES)),
    )


def _company(name: str) -> Company:
    return Company(name, re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") + ".example")
