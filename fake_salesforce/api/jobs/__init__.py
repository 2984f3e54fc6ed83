"""Bulk API 2.0: jobs that ingest and jobs that query (reference 3.10, 3.11)."""

from fake_salesforce.api.call import Route

from . import ingest, query

ROUTES: tuple[Route, ...] = (*ingest.ROUTES, *query.ROUTES)
