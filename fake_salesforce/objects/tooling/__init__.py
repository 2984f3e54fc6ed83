"""The sObjects of the Tooling API that an org has: the packages installed in it.

They are apart from the others: the REST API does not know them, and the Tooling API knows no lead.
"""

from fake_salesforce.schema import SObject

from .installed_subscriber_package import INSTALLED_SUBSCRIBER_PACKAGE
from .subscriber_package import SUBSCRIBER_PACKAGE
from .subscriber_package_version import SUBSCRIBER_PACKAGE_VERSION

TOOLING: tuple[SObject, ...] = (
    INSTALLED_SUBSCRIBER_PACKAGE,
    SUBSCRIBER_PACKAGE,
    SUBSCRIBER_PACKAGE_VERSION,
)
"""Every sObject of the Tooling API that the fake has."""

__all__ = ["TOOLING"]
