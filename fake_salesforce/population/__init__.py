"""Populations: many records that look like a customer's, made from a seed.

Faker gives the vocabulary, once, in pools; the records are drawn from the pools. Asking Faker for
every field of every record would take minutes for a million leads.
"""

KINDS = (
    "roles",
    "users",
    "groups",
    "queues",
    "permission_sets",
    "accounts",
    "contacts",
    "leads",
    "campaigns",
    "opportunities",
    "contact_roles",
    "tasks",
    "events",
    "cases",
    "folders",
    "reports",
    "logins",
    "packages",
)
"""What ``org.populate`` makes so many of, in the order in which it makes them."""
