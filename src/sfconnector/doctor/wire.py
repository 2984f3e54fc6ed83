"""The rules for the wire: clocks, TLS, and how much of the organization's limits is used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from sfconnector.doctor.finding import Finding, Verdict
from sfconnector.doctor.observations import Observations, Refusal
from sfconnector.salesforce.limits import Usage

MOST_SKEW = timedelta(seconds=60)
"""A JSON Web Token for a login is good for three minutes, so a minute is near enough."""
OLDEST_TLS = (1, 2)
"""Salesforce refuses older ones (Salesforce help, "TLS 1.1 disablement")."""
NEARLY_USED = 0.8

API_CALLS = "DailyApiRequests"
WATCHED = {
    API_CALLS: "API calls in 24 hours",
    "DailyBulkV2QueryJobs": "Bulk query jobs in 24 hours",
    "DataStorageMB": "Data storage, in megabytes",
    "HourlySyncReportRuns": "Report runs in an hour",
}
"""The limits that the connector's work uses up."""


def findings(seen: Observations) -> Iterator[Finding]:
    """Judge clocks, TLS and limits."""
    yield _clock(seen)
    yield _tls(seen)
    yield from _limits(seen)


def _clock(seen: Observations) -> Finding:
    name, title = "clock skew", "Clocks"
    skew = seen.clock_skew
    if skew is None:
        evidence = "Salesforce's answer had no Date header that could be read."
        return Finding(name=name, title=title, verdict=Verdict.CANNOT_BE_TOLD, evidence=evidence)
    seconds = round(abs(skew.total_seconds()))
    side = "ahead of" if skew > timedelta(0) else "behind"
    evidence = (
        f"Salesforce's clock is {seconds:,} s {side} this computer's, which shows "
        f"{seen.at:%Y-%m-%d %H:%M:%S %Z}."
    )
    return _graded(
        name,
        title,
        evidence,
        is_fine=abs(skew) <= MOST_SKEW,
        stops="Logins by a signed token are refused, and schedules and expiry are off by as much.",
        remedy="Set this computer's clock, best by NTP.",
    )


def _tls(seen: Observations) -> Finding:
    name, title = "TLS", "Encryption on the way"
    parts = urlsplit(seen.instance_url)
    if parts.scheme != "https":
        return _graded(
            name,
            title,
            f"{parts.netloc} is called over plain HTTP.",
            is_fine=False,
            stops="Passwords, sessions and records can be read on the way.",
            remedy="Connect with a login URL that begins with https://.",
        )
    found = re.fullmatch(r"TLSv(\d)(?:\.(\d))?", seen.tls or "")
    if found is None:
        evidence = f"{parts.netloc} is called over HTTPS; which version of TLS is not known."
        return Finding(name=name, title=title, verdict=Verdict.CANNOT_BE_TOLD, evidence=evidence)
    evidence = f"{parts.netloc} is called over {seen.tls}."
    return _graded(
        name,
        title,
        evidence,
        is_fine=(int(found[1]), int(found[2] or 0)) >= OLDEST_TLS,
        stops="Salesforce refuses TLS older than 1.2.",
        remedy="Update OpenSSL, or the proxy in between.",
    )


def _limits(seen: Observations) -> Iterator[Finding]:
    told = {} if isinstance(seen.limits, Refusal) else seen.limits
    if seen.api_usage is not None:
        told = {**told, API_CALLS: seen.api_usage}
    for limit, label in WATCHED.items():
        if limit in told:
            yield _limit(limit, label, told[limit])
        elif isinstance(seen.limits, Refusal):
            yield Finding(
                name=limit,
                title=label,
                verdict=Verdict.CANNOT_BE_TOLD,
                evidence=seen.limits.words,
                remedy="Let an administrator look: Setup > System Overview.",
            )


def _limit(limit: str, label: str, usage: Usage) -> Finding:
    evidence = f"{usage.used:,} of {usage.most:,} are used ({usage.share:.0%})."
    return _graded(
        limit,
        label,
        evidence,
        is_fine=usage.share < NEARLY_USED,
        stops="Work stops when all are used.",
        remedy="Find what uses them: Setup > System Overview, and what else connects.",
    )


def _graded(
    name: str, title: str, evidence: str, *, is_fine: bool, stops: str, remedy: str
) -> Finding:
    """Return a finding that needs nothing done, or a warning with what it stops and mends."""
    if is_fine:
        return Finding(name=name, title=title, verdict=Verdict.FINE, evidence=evidence)
    return Finding(
        name=name,
        title=title,
        verdict=Verdict.WARNING,
        evidence=evidence,
        stops=stops,
        remedy=remedy,
    )
