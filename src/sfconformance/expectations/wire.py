"""The expectation ``wire``: what was asked of Salesforce during the step, and how it answered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema

from sfconformance.expectations.expectation import Evidence, Expectation, Finding
from sfconformance.part import COUNT_SCHEMA, Count, CountField, read_count
from sfconformance.stage import RESOURCES, WireExchange

_ANSWER = re.compile(r"(?P<status>[1-5][0-9]{2})?(?: ?(?P<code>[A-Z][A-Z0-9_]*))?")


@dataclass(frozen=True)
class Answers:
    """How often a resource is expected to answer.

    Attributes:
        total: all its answers; None when they are told apart.
        by_answer: "200", "INVALID_LOGIN" or "403 REQUEST_LIMIT_EXCEEDED" -> count; an answer that
            fits none of them is not expected at all. Empty when only the total counts.
    """

    total: Count | None
    by_answer: Mapping[str, Count]


def _read_answers(value: object) -> Answers:
    if not isinstance(value, dict):
        return Answers(read_count(value), {})
    counts: dict[str, Count] = {}
    for answer, count in value.items():
        if not answer or not _ANSWER.fullmatch(answer):
            message = (
                f"an answer is written as a status, an errorCode or both, as `200`, "
                f"`INVALID_LOGIN` or `403 REQUEST_LIMIT_EXCEEDED`, not {answer!r}"
            )
            raise ValueError(message)
        counts[answer] = read_count(count)
    return Answers(None, counts)


def _written(answers: Answers) -> object:
    return (
        str(answers.total) if answers.total else {k: str(v) for k, v in answers.by_answer.items()}
    )


AnswersField = Annotated[
    Answers,
    PlainValidator(_read_answers),
    PlainSerializer(_written),
    WithJsonSchema(
        {
            "anyOf": [
                *COUNT_SCHEMA["anyOf"],
                {"type": "object", "additionalProperties": COUNT_SCHEMA},
            ]
        }
    ),
]


class ExpectedWire(Expectation):
    """The requests since the step began, by resource and answer; other resources are free."""

    key: ClassVar[str] = "wire"

    total: CountField | None = Field(default=None, description="Every request of every resource.")
    soap: AnswersField | None = Field(default=None, description="SOAP login.")
    oauth_token: AnswersField | None = Field(default=None, description="OAuth token requests.")
    versions: AnswersField | None = Field(default=None, description="The list of API versions.")
    resources: AnswersField | None = Field(default=None, description="A version's resources.")
    describe_global: AnswersField | None = Field(default=None, description="The list of objects.")
    describe: AnswersField | None = Field(default=None, description="An object's description.")
    row_create: AnswersField | None = Field(default=None, description="Records created.")
    row_get: AnswersField | None = Field(default=None, description="Records read.")
    row_update: AnswersField | None = Field(default=None, description="Records changed.")
    row_delete: AnswersField | None = Field(default=None, description="Records deleted.")
    query: AnswersField | None = Field(default=None, description="Queries.")
    query_all: AnswersField | None = Field(
        default=None, description="Queries that show deleted records too."
    )
    query_more: AnswersField | None = Field(default=None, description="Further pages of queries.")
    query_all_more: AnswersField | None = Field(
        default=None, description="Further pages of those that show deleted records too."
    )
    tooling_query: AnswersField | None = Field(
        default=None, description="Queries of the Tooling API, as for the package's version."
    )
    limits: AnswersField | None = Field(default=None, description="The limits, and what is used.")
    reports: AnswersField | None = Field(default=None, description="The list of reports.")
    report_describe: AnswersField | None = Field(
        default=None, description="A report's description."
    )
    report_query: AnswersField | None = Field(
        default=None, description="Runs of a report with filters of the caller's."
    )
    report_run: AnswersField | None = Field(default=None, description="Runs of a report.")
    query_job_create: AnswersField | None = Field(default=None, description="Bulk query jobs made.")
    query_job: AnswersField | None = Field(default=None, description="Bulk query jobs looked at.")
    query_results: AnswersField | None = Field(
        default=None, description="Results of bulk query jobs read."
    )
    query_job_delete: AnswersField | None = Field(
        default=None, description="Bulk query jobs deleted."
    )

    def errors(self) -> Iterator[str]:
        """Return the answers that are written and are errors, as ``500 INVALID_LOGIN``."""
        for resource in RESOURCES:
            answers: Answers | None = getattr(self, resource)
            for answer in () if answers is None else answers.by_answer:
                match = _ANSWER.fullmatch(answer)
                if match and match["code"]:
                    yield answer

    def findings(self, evidence: Evidence) -> Iterator[Finding]:
        """Count the exchanges of each resource that is written."""
        if self.total is not None:
            number = len(evidence.exchanges)
            told = f"requests in all: {self.total}"
            yield Finding("total", told, str(number), met=self.total.allows(number))
        for resource in RESOURCES:
            answers: Answers | None = getattr(self, resource)
            if answers is not None:
                exchanges = [e for e in evidence.exchanges if e.resource == resource]
                yield from _of_resource(resource, answers, exchanges)


def _of_resource(
    resource: str, answers: Answers, exchanges: list[WireExchange]
) -> Iterator[Finding]:
    if answers.total is not None:
        told = f"requests to {resource}: {answers.total}"
        met = answers.total.allows(len(exchanges))
        yield Finding(resource, told, _told(exchanges), met=met)
        return
    for answer, count in answers.by_answer.items():
        number = sum(_fits(exchange, answer) for exchange in exchanges)
        told = f"{resource} answered {answer}: {count}"
        yield Finding(resource, told, _told(exchanges), met=count.allows(number))
    others = [e for e in exchanges if not any(_fits(e, answer) for answer in answers.by_answer)]
    if others:
        told = f"no other answer from {resource} than {', '.join(answers.by_answer) or 'none'}"
        yield Finding(resource, told, _told(others), met=False)


def _fits(exchange: WireExchange, answer: str) -> bool:
    match = _ANSWER.fullmatch(answer)
    assert match, "the file was read by _read_answers"
    status, code = match["status"], match["code"]
    return (not status or exchange.status == int(status)) and (
        not code or exchange.error_code == code
    )


def _told(exchanges: list[WireExchange]) -> str:
    counts: dict[str, int] = {}
    for exchange in exchanges:
        answer = " ".join(filter(None, (str(exchange.status), exchange.error_code)))
        counts[answer] = counts.get(answer, 0) + 1
    return ", ".join(f"{number} x {answer}" for answer, number in counts.items()) or "none"
