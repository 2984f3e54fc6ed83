"""The Composite resources: several requests, or several records, in one call (reference 3.9)."""

from fake_salesforce.api.call import Route

from . import batch, collections, composite, tree

ROUTES: tuple[Route, ...] = (
    *composite.ROUTES,
    *batch.ROUTES,
    *tree.ROUTES,
    *collections.ROUTES,
)
