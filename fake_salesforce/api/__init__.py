"""The REST resources below ``/services/data/v49.0``: one file each, listed once here.

A resource reads the call, asks the org, and answers; rules are not decided here. To add one, write
its file beside the others and add its routes to the tuple.
"""

from . import composite, describes, external_ids, jobs, passwords, queries, rows, tooling, versions
from .call import Answer, Call, Route

ROUTES: tuple[Route, ...] = (
    *versions.ROUTES,
    *describes.ROUTES,
    *rows.ROUTES,
    *external_ids.ROUTES,
    *passwords.ROUTES,
    *queries.ROUTES,
    *tooling.ROUTES,
    *composite.ROUTES,
    *jobs.ROUTES,
)

__all__ = ["ROUTES", "Answer", "Call", "Route"]
