"""What PostgreSQL alone has is tested where there is one: ``tox -e postgres``."""

from __future__ import annotations

from store_places import ON_POSTGRESQL

collect_ignore = [] if ON_POSTGRESQL else ["test_store_postgresql.py"]
