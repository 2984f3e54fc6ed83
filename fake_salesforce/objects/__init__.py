"""The standard sObjects of an org: one data file each, listed once here.

To add one, write its file beside the others and add its name to the tuple.
"""

from fake_salesforce.schema import SObject

from .account import ACCOUNT
from .account_share import ACCOUNT_SHARE
from .app_menu_item import APP_MENU_ITEM
from .assignment_rule import ASSIGNMENT_RULE
from .auth_provider import AUTH_PROVIDER
from .calendar import CALENDAR
from .call_center import CALL_CENTER
from .campaign import CAMPAIGN
from .campaign_member import CAMPAIGN_MEMBER
from .campaign_member_status import CAMPAIGN_MEMBER_STATUS
from .campaign_share import CAMPAIGN_SHARE
from .case import CASE
from .contact import CONTACT
from .contact_share import CONTACT_SHARE
from .event import EVENT
from .field_permissions import FIELD_PERMISSIONS
from .folder import FOLDER
from .group import GROUP
from .group_member import GROUP_MEMBER
from .individual import INDIVIDUAL
from .lead import LEAD
from .lead_share import LEAD_SHARE
from .lead_status import LEAD_STATUS
from .login_geo import LOGIN_GEO
from .login_history import LOGIN_HISTORY
from .object_permissions import OBJECT_PERMISSIONS
from .opportunity import OPPORTUNITY
from .opportunity_contact_role import OPPORTUNITY_CONTACT_ROLE
from .opportunity_share import OPPORTUNITY_SHARE
from .organization import ORGANIZATION
from .package_license import PACKAGE_LICENSE
from .permission_set import PERMISSION_SET
from .permission_set_assignment import PERMISSION_SET_ASSIGNMENT
from .permission_set_group import PERMISSION_SET_GROUP
from .permission_set_license import PERMISSION_SET_LICENSE
from .pricebook2 import PRICEBOOK2
from .profile import PROFILE
from .queue_sobject import QUEUE_SOBJECT
from .record_type import RECORD_TYPE
from .report import REPORT
from .saml_sso_config import SAML_SSO_CONFIG
from .setup_audit_trail import SETUP_AUDIT_TRAIL
from .task import TASK
from .user import USER
from .user_license import USER_LICENSE
from .user_login import USER_LOGIN
from .user_record_access import USER_RECORD_ACCESS
from .user_role import USER_ROLE

STANDARD: tuple[SObject, ...] = (
    ACCOUNT,
    ACCOUNT_SHARE,
    APP_MENU_ITEM,
    ASSIGNMENT_RULE,
    AUTH_PROVIDER,
    CALENDAR,
    CALL_CENTER,
    CAMPAIGN,
    CAMPAIGN_MEMBER,
    CAMPAIGN_MEMBER_STATUS,
    CAMPAIGN_SHARE,
    CASE,
    CONTACT,
    CONTACT_SHARE,
    EVENT,
    FIELD_PERMISSIONS,
    FOLDER,
    GROUP,
    GROUP_MEMBER,
    INDIVIDUAL,
    LEAD,
    LEAD_SHARE,
    LEAD_STATUS,
    LOGIN_GEO,
    LOGIN_HISTORY,
    OBJECT_PERMISSIONS,
    OPPORTUNITY,
    OPPORTUNITY_CONTACT_ROLE,
    OPPORTUNITY_SHARE,
    ORGANIZATION,
    PACKAGE_LICENSE,
    PERMISSION_SET,
    PERMISSION_SET_ASSIGNMENT,
    PERMISSION_SET_GROUP,
    PERMISSION_SET_LICENSE,
    PRICEBOOK2,
    PROFILE,
    QUEUE_SOBJECT,
    RECORD_TYPE,
    REPORT,
    SAML_SSO_CONFIG,
    SETUP_AUDIT_TRAIL,
    TASK,
    USER,
    USER_LICENSE,
    USER_LOGIN,
    USER_RECORD_ACCESS,
    USER_ROLE,
)
"""Every sObject that a new org has."""

ABSENT = frozenset(
    [
        "ActivityHistory",
        "ApexClass",
        "Asset",
        "Attachment",
        "CaseComment",
        "CaseShare",
        "CaseStatus",
        "ContentDocument",
        "ContentDocumentLink",
        "ContentVersion",
        "IndividualShare",
        "Note",
        "OpenActivity",
        "PermissionSetGroupComponent",
        "PermissionSetLicenseAssign",
        "PricebookEntry",
        "Product2",
        "QueueRoutingConfig",
    ]
)
"""Objects that every real org has and the fake does not: asking for one answers 501."""

__all__ = ["ABSENT", "STANDARD"]
