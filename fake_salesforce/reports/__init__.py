"""Reports: what one is made of, the SOQL it asks, and the facts of a run (reference 3.13).

A report is data: an object, columns, filters and groupings. Its rows come from the same SOQL binder
as any query's, so the rights hold. A column is named as in a custom report type: the object and the
path of the field, ``Lead.Email`` or ``CampaignMember.Lead.Email`` (believed; Salesforce's own types
have names of their own, as ``FIRST_NAME``).
"""

from .asked import Asked, asked
from .columns import ReportColumn
from .facts import Facts
from .metadata import Grouping, ReportFilter, ReportMetadata

__all__ = [
    "Asked",
    "Facts",
    "Grouping",
    "ReportColumn",
    "ReportFilter",
    "ReportMetadata",
    "asked",
]
