"""Snapshots: an org as it was, to go back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fake_salesforce.control.problems import unknown
from fake_salesforce.control.values import Name, OfOrg, org_of
from fake_salesforce.control.verb import Told, verb

if TYPE_CHECKING:
    from fake_salesforce.org import Snapshot
    from fake_salesforce.salesforce import FakeSalesforce


class NewSnapshot(OfOrg):
    """The snapshot's name; None gives it a number."""

    name: Name | None = None


class OfSnapshot(OfOrg):
    """A snapshot by its name."""

    name: Name


class SnapshotTold(Told):
    """A snapshot."""

    name: str


def _found(salesforce: FakeSalesforce, asked: OfSnapshot) -> Snapshot:
    taken = org_of(salesforce, asked.org).snapshots
    if asked.name not in taken:
        raise unknown("snapshot", asked.name, taken)
    return taken[asked.name]


@verb(
    "snapshot list",
    "GET /orgs/{org}/snapshots",
    python="Org.snapshots",
    examples=("snapshot list",),
)
def every(salesforce: FakeSalesforce, asked: OfOrg) -> list[SnapshotTold]:
    """List the snapshots that can be restored; they go with the server."""
    return [SnapshotTold(name=each) for each in org_of(salesforce, asked.org).snapshots]


@verb(
    "snapshot take",
    "POST /orgs/{org}/snapshots",
    python="Org.snapshot",
    words=("name",),
    examples=("snapshot take", "snapshot take before-import"),
    status=201,
)
def take(salesforce: FakeSalesforce, asked: NewSnapshot) -> SnapshotTold:
    """Keep the org as it is now."""
    return SnapshotTold(name=org_of(salesforce, asked.org).snapshot(asked.name).name)


@verb(
    "snapshot restore",
    "POST /orgs/{org}/snapshots/{name}/restore",
    python="Org.restore",
    words=("name",),
    examples=("snapshot restore before-import",),
    is_gated=False,
)
def restore(salesforce: FakeSalesforce, asked: OfSnapshot) -> None:
    """Put the org back to a snapshot, which stays; requests wait meanwhile, the clock goes on."""
    found = _found(salesforce, asked)
    org_of(salesforce, asked.org).restore(found)


@verb(
    "snapshot discard",
    "DELETE /orgs/{org}/snapshots/{name}",
    python="Snapshot.discard",
    words=("name",),
    examples=("snapshot discard before-import",),
)
def discard(salesforce: FakeSalesforce, asked: OfSnapshot) -> None:
    """Forget a snapshot."""
    _found(salesforce, asked).discard()


VERBS = (every, take, restore, discard)
