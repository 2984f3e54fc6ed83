"""The verbs of the control panel: one file for each noun, listed once here."""

from . import (
    apps,
    clock,
    faults,
    journal,
    limits,
    networks,
    orgs,
    packages,
    permissions,
    profiles,
    records,
    reports,
    rules,
    schema,
    sessions,
    settings,
    snapshots,
    users,
)

VERBS = (
    *orgs.VERBS,
    *users.VERBS,
    *sessions.VERBS,
    *profiles.VERBS,
    *networks.VERBS,
    *permissions.VERBS,
    *apps.VERBS,
    *packages.VERBS,
    *clock.VERBS,
    *limits.VERBS,
    *settings.VERBS,
    *faults.VERBS,
    *journal.VERBS,
    *snapshots.VERBS,
    *records.VERBS,
    *schema.VERBS,
    *rules.VERBS,
    *reports.VERBS,
)
"""Every verb there is."""

__all__ = ["VERBS"]
