"""The REST resources below ``/services/data/v49.0``: one file each, listed once here.

A resource reads the call, asks the org, and answers; rules are not decided here. To add one, write
its file beside the others and add its routes to the tuple.
"""

from . import describes, limits, passwords, queries, rows, tooling, versions
from .call import Answer, Call, Route

ROUTES: tuple[Route, ...] = (
    *versions.ROUTES,
    *describes.ROUTES,
    *limits.ROUTES,
    *rows.ROUTES,
    *passwords.ROUTES,
    *queries.ROUTES,
    *tooling.ROUTES,
)

__all__ = ["ROUTES", "Answer", "Call", "Route"]
