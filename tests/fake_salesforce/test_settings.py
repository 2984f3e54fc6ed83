from __future__ import annotations

import re
from typing import Any

import pytest

from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.org.settings import Limits, Settings, Stored

DEFAULTS: dict[str, object] = {
    "query_page_rows": None,
    "query_fields": None,
    "daily_api_requests": 115_000,
    "concurrent_long_requests": 25,
    "daily_bulk_batches": 15_000,
    "daily_bulk_query_jobs": 10_000,
    "hourly_sync_report_runs": 500,
    "hourly_async_report_runs": 1_200,
    "concurrent_report_runs": 20,
    "concurrent_report_results": 200,
    "data_storage_mb": 10_240,
    "data_storage_used_mb": 0,
    "file_storage_mb": 10_240,
    "query_locators_per_user": 10,
    "logins_per_hour": 3600,
    "query_locator_hours": 48,
    "password_expires_in_days": 90,
    "maximum_invalid_logins": 10,
    "lockout_minutes": 15,
    "password_history": 3,
    "minimum_password_length": 8,
    "password_complexity": 1,
    "minimum_password_lifetime_days": 0,
    "session_timeout_minutes": 120,
    "lock_sessions_to_ip": False,
    "locked_session_answer": "Session expired or invalid",
    "enforce_login_ip_ranges_on_every_request": False,
    "soap_login_enabled": True,
    "username_password_flow_enabled": True,
    "api_add_on": False,
    "is_locked": False,
    "my_domain": None,
    "former_my_domain": None,
    "former_host_answer": "invalid_session",
    "source_ip": None,
    "believes_forwarded_for": False,
    "set_password_serves_oneself": True,
    "login_hosts_apart": True,
    "enhanced_domains": False,
    "client_credentials_flow": False,
    "expired_password_stops_open_sessions": True,
    "expired_password_answer": "2020",
    "missing_api_enabled_answer": "API_DISABLED_FOR_ORG",
    "bulk_jobs": "at once",
    "bulk_job_seconds": 10,
    "deletions_refused_after_days": 30,
    "replicated_ids": 600_000,
    "recent_reports": 200,
    "availability": "normal",
    "compresses_answers": False,
}


def _names(kind: type) -> list[str]:
    return [name for name, value in vars(kind).items() if isinstance(value, Stored)]


def test_defaults_are_salesforces(salesforce_org: Org) -> None:
    """A new org has the defaults of the reference, and this list is every switch there is."""
    told = {
        name: getattr(holder, name)
        for holder in (salesforce_org.limits, salesforce_org.settings)
        for name in _names(type(holder))
    }
    assert told == DEFAULTS


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("query_page_rows", 0, "must be None or from 1 to 2000"),
        ("query_page_rows", 2001, "must be None or from 1 to 2000"),
        ("query_page_rows", 2.5, "must be None or from 1 to 2000"),
        ("query_page_rows", True, "must be None or from 1 to 2000"),
        ("query_fields", 0, "must be None or a number of at least 1"),
        ("daily_api_requests", 0, "must be a number of at least 1"),
        ("concurrent_long_requests", 0, "must be a number of at least 1"),
        ("data_storage_mb", -1, "must be a number of at least 0"),
        ("availability", "down", "must be one of ['normal', 'read_only', 'maintenance']"),
        ("query_locator_hours", "2", "must be a number of at least 1"),
        ("password_expires_in_days", 91, "must be one of [0, 30, 60, 90, 180, 365]"),
        ("maximum_invalid_logins", 4, "must be one of [0, 3, 5, 10]"),
        ("lockout_minutes", 1, "must be one of [0, 15, 30, 60]"),
        ("password_history", 25, "must be from 0 to 24"),
        ("minimum_password_length", 4, "must be from 5 to 50"),
        ("password_complexity", 5, "must be one of [0, 1, 2, 3, 4]"),
        ("source_ip", "localhost", "must be None or an address, as 203.0.113.7"),
        ("my_domain", "Acme", "must be None or a label, as acme-1"),
        ("locked_session_answer", "no", "must be one of ['Session expired or invalid'"),
        ("session_timeout_minutes", 0, "must be one of [15, 30, 60"),
        ("deletions_refused_after_days", 20, "must be one of [15, 30]"),
        ("replicated_ids", 0, "must be a number of at least 1"),
        ("expired_password_answer", "2022", "must be one of ['2020', '2021']"),
        ("expired_password_stops_open_sessions", "no", "must be one of [True, False]"),
    ],
)
def test_other_values_are_refused(salesforce_org: Org, name: str, value: Any, fault: str) -> None:
    """A value outside what Salesforce lets one choose is refused, and the old one stays."""
    holder = salesforce_org.limits if name in _names(Limits) else salesforce_org.settings
    with pytest.raises(ValueError, match=re.escape(f"{name} = {value!r}: {fault}")):
        setattr(holder, name, value)
    assert getattr(holder, name) == DEFAULTS[name]


def test_misspelt_switch_is_an_error(salesforce_org: Org) -> None:
    """A switch that nobody reads cannot be set."""
    for holder in (salesforce_org.limits, salesforce_org.settings):
        with pytest.raises(AttributeError, match="query_page_row"):
            holder.query_page_row = 7  # type: ignore[union-attr] # the fault under test


def test_switches_of_two_orgs_are_apart(salesforce: FakeSalesforce, salesforce_org: Org) -> None:
    """What one org sets, another does not see."""
    salesforce_org.settings.lockout_minutes = 60
    other = salesforce.create_org("Other")
    assert other.settings.lockout_minutes == 15
    salesforce.drop_org(other)


def test_declarations_are_told_by_the_class() -> None:
    """Asked of the class, a switch is its declaration."""
    assert isinstance(Settings.lockout_minutes, Stored)
