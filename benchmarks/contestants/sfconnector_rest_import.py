"""Our connector by pages of REST."""

from our_import import import_leads

import_leads("rest")
