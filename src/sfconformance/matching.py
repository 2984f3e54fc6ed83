"""Which scenarios fit what a customer says, a code, or an error's text.

A scenario is known by the words of its file. A word that few scenarios have tells more than one
that all have, and a code more than any word. Pure functions; no word leaves the process.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sfconformance.model import Scenario
from sfconformance.scenario_file import ScenarioFile

_WORD = re.compile(r"[^\W_]+(?:_[^\W_]+)*")
_ENDINGS = ("ing", "ed", "es", "s")
SHORTEST_STEM = 4

WEIGHTS: Mapping[str, float] = {
    "code": 1.0,
    "cause": 1.0,
    "customer's words": 1.0,
    "error text": 1.0,
    "title": 0.9,
    "reason": 0.6,
}
"""What a scenario is known by, and how much it counts that a word is found there."""

CODE_COUNTS = 4.0
"""How many times a code counts as much as a word that is as rare."""
LEAST = 0.25
"""The share of a text that a scenario must account for to be offered."""


@dataclass(frozen=True)
class Known:
    """A scenario, and the words that it is known by.

    Attributes:
        name: the scenario's name.
        title: its title.
        words: what it is known by (a key of :data:`WEIGHTS`) -> its words.
    """

    name: str
    title: str
    words: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Match:
    """A scenario that fits.

    Attributes:
        name: the scenario's name.
        title: its title.
        score: the share of the text that it accounts for, from 0 to 1.
        rank: from 1; scenarios that fit equally well have the same.
        reasons: what it is known by -> the words of the text that were found there.
    """

    name: str
    title: str
    score: float
    rank: int
    reasons: Mapping[str, tuple[str, ...]]

    @property
    def command(self) -> str:
        """The command that plays it."""
        return f"sfconformance run {self.name}"


def known(file: ScenarioFile) -> Known:
    """Return what a scenario is known by."""
    scenario = file.scenario
    texts = {
        "code": " ".join(codes(scenario)),
        "cause": " ".join(_causes(scenario)),
        "customer's words": scenario.customer_says or "",
        "error text": " ".join(texts_of(scenario)),
        "title": f"{scenario.title} {file.name.replace('-', ' ')}",
        "reason": scenario.why,
    }
    return Known(
        file.name, scenario.title, {kind: frozenset(stems(text)) for kind, text in texts.items()}
    )


def codes(scenario: Scenario) -> Iterator[str]:
    """Return the codes of Salesforce that a scenario expects."""
    for item in scenario.steps:
        if item.expect is None:
            continue
        status, wire = item.expect.status, item.expect.wire
        if status is not None and status.evidence is not None and status.evidence.code:
            yield status.evidence.code
        if wire is not None:
            yield from (code for error in wire.errors() for code in error.split()[-1:])


def texts_of(scenario: Scenario) -> Iterator[str]:
    """Return the words of Salesforce and of the connector that a scenario expects."""
    for item in scenario.steps:
        if item.expect is not None and item.expect.doctor is not None:
            for found in item.expect.doctor.finds.values():
                yield from filter(None, (found.evidence, found.stops, found.remedy))
        reports = () if item.expect is None else (item.expect.report, item.expect.sync)
        yield from (each.message for each in reports if each is not None and each.message)
        status = None if item.expect is None else item.expect.status
        if status is None:
            continue
        text = None if status.evidence is None else status.evidence.text
        parts = (status.message, status.remedy, status.hint, status.detail, text)
        yield from (part for part in parts if part)


def _causes(scenario: Scenario) -> Iterator[str]:
    for item in scenario.steps:
        status = None if item.expect is None else item.expect.status
        if status is not None:
            yield from (cause for cause in (status.cause, *(status.candidates or ())) if cause)


def stems(text: str) -> dict[str, str]:
    """Return the words of a text as they are compared, each with how it was written first.

    They are compared in lower case and without common endings, a code whole and in its parts.
    """
    found: dict[str, str] = {}
    for word in _WORD.findall(text):
        if "_" in word:
            found.setdefault(word.casefold(), word)
        for part in word.split("_"):
            found.setdefault(_stem(part.casefold()), part)
    return found


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


def match(text: str, scenarios: Sequence[Known], *, least: float = LEAST) -> tuple[Match, ...]:
    """Return the scenarios that fit a text, the best first, those that fit equally by name.

    Args:
        text: a customer's words, a code, an error's text, or all of them.
        scenarios: those to choose from.
        least: the share of the text that a scenario must account for, above 0.
    """
    asked = stems(text)
    weights = {word: _rarity(word, scenarios) for word in asked}
    whole = sum(weights.values())
    found = []
    for each in scenarios:
        kinds = {word: _best(word, each) for word in asked}
        score = sum(weights[w] * WEIGHTS[kind] for w, kind in kinds.items() if kind) / (whole or 1)
        if score >= least:
            found.append((round(score, 9), each, kinds))
    found.sort(key=lambda one: (-one[0], one[1].name))
    ranks = {score: rank for rank, score in enumerate(dict.fromkeys(s for s, _, _ in found), 1)}
    return tuple(
        Match(each.name, each.title, score, ranks[score], _reasons(asked, kinds, weights))
        for score, each, kinds in found
    )


def _rarity(word: str, scenarios: Sequence[Known]) -> float:
    """Return how much a word tells: little if many scenarios have it, more if it is a code."""
    having = sum(any(word in words for words in each.words.values()) for each in scenarios)
    rarity = math.log(1 + (len(scenarios) - having) / (having + 0.5))
    return rarity * (CODE_COUNTS if "_" in word else 1)


def _best(word: str, scenario: Known) -> str | None:
    return next((kind for kind in WEIGHTS if word in scenario.words[kind]), None)


def _reasons(
    asked: Mapping[str, str], kinds: Mapping[str, str | None], weights: Mapping[str, float]
) -> Mapping[str, tuple[str, ...]]:
    """Return the words by what the scenario is known by, those that tell most first."""
    by_weight = sorted(kinds, key=lambda word: (-weights[word], word))
    return {
        kind: told
        for kind in WEIGHTS
        if (
            told := tuple(
                asked[word] for word in by_weight if kinds[word] == kind and weights[word] > 0
            )
        )
    }
