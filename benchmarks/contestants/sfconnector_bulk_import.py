"""Our connector by a query job of Bulk API 2.0."""

from our_import import import_leads

import_leads("bulk")
