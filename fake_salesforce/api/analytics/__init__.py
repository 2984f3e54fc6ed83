"""The Analytics API: reports listed, described and run (reference 3.13)."""

from fake_salesforce.api.call import Route

from . import instances, reports

ROUTES: tuple[Route, ...] = (*reports.ROUTES, *instances.ROUTES)
