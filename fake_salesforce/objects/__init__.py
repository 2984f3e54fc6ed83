"""The standard sObjects of an org: one data file each, listed once here.

To add one, write its file beside the others and add its name to the tuple.
"""

from fake_salesforce.schema import SObject

from .contact import CONTACT
from .lead import LEAD
from .organization import ORGANIZATION
from .user import USER

STANDARD: tuple[SObject, ...] = (CONTACT, LEAD, ORGANIZATION, USER)
"""Every sObject that a new org has."""

ABSENT = frozenset(
    [
        "Account",
        "AccountShare",
        "Campaign",
        "CampaignMember",
        "CampaignMemberStatus",
        "CampaignShare",
        "Case",
        "ContactShare",
        "Event",
        "FieldPermissions",
        "Folder",
        "Group",
        "GroupMember",
        "Individual",
        "LeadShare",
        "LeadStatus",
        "LoginHistory",
        "ObjectPermissions",
        "Opportunity",
        "OpportunityContactRole",
        "OpportunityShare",
        "PackageLicense",
        "PermissionSet",
        "PermissionSetAssignment",
        "Profile",
        "QueueSobject",
        "RecordType",
        "Report",
        "SetupAuditTrail",
        "Task",
        "UserLicense",
        "UserLogin",
        "UserRecordAccess",
        "UserRole",
    ]
)
"""Objects that every real org has and the fake does not: asking for one answers 501."""

__all__ = ["ABSENT", "STANDARD"]
