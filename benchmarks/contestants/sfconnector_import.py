"""Our connector by the route that it chooses."""

from our_import import import_leads

import_leads("auto")
