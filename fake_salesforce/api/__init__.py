"""The REST resources below ``/services/data/v49.0``: one file each, listed once here.

A resource reads the call, asks the org, and answers; rules are not decided here. To add one, write
its file beside the others and add its routes to the tuple.
"""

from . import (
    analytics,
    composite,
    describes,
    external_ids,
    jobs,
    limits,
    passwords,
    queries,
    recents,
    relationships,
    replication,
    rows,
    tooling,
    versions,
)
from .call import Answer, Call, Route
from .paths import CONVERTERS

ROUTES: tuple[Route, ...] = (
    *versions.ROUTES,
    *describes.ROUTES,
    *recents.ROUTES,
    *replication.ROUTES,
    *limits.ROUTES,
    *rows.ROUTES,
    *relationships.ROUTES,
    *external_ids.ROUTES,
    *passwords.ROUTES,
    *queries.ROUTES,
    *tooling.ROUTES,
    *composite.ROUTES,
    *jobs.ROUTES,
    *analytics.ROUTES,
)

__all__ = ["CONVERTERS", "ROUTES", "Answer", "Call", "Route"]
