"""What Salesforce answers when it refuses: one class per errorCode.

The class is named as the code (``MalformedQueryError`` is MALFORMED_QUERY) and knows the HTTP
status that goes with it (reference 2). A message is written where the refusal is decided. The body
is always an array of ``{message, errorCode, fields?}``; ``app.py`` is the one place that renders
it.

``NotImplementedInFakeError`` is the exception: it is not Salesforce's. The fake answers 501 with
it, naming what it has, where it would otherwise have to guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

_NOT_FOUND = 404


class SalesforceError(Exception):
    """A refusal by Salesforce: a status, an errorCode, a message and perhaps the fields meant."""

    status: int = 400
    error_code: ClassVar[str]
    code_first: bool = False
    """Whether the body names the errorCode before the message, as some do (reference 2)."""

    def __init__(
        self, message: str, *, fields: tuple[str, ...] | None = None, status: int | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        if status is not None:
            self.status = status
        self.fields = fields
        """The fields meant; None where the body has no ``fields`` key at all."""
        self.further: tuple[SalesforceError, ...] = ()
        """What else is wrong: the body is an array, and this is the first of its elements."""

    def body(self) -> dict[str, object]:
        """Return the element of the error array that says this."""
        body: dict[str, object] = {"message": self.message, "errorCode": self.error_code}
        if self.code_first:
            body = {"errorCode": self.error_code, "message": self.message}
        if self.fields is not None:
            body["fields"] = list(self.fields)
        return body

    def bodies(self) -> list[dict[str, object]]:
        """Return the whole array: this element, and one for each further fault."""
        return [self.body(), *(each.body() for each in self.further)]


def together(errors: Sequence[SalesforceError]) -> SalesforceError:
    """Return several refusals as one: the first, which tells the others behind it."""
    first, *further = errors
    first.further = tuple(further)
    return first


class MalformedQueryError(SalesforceError):
    """The SOQL text cannot be understood."""

    error_code = "MALFORMED_QUERY"


class InvalidFieldError(SalesforceError):
    """A field does not exist, or is hidden from the user, or cannot be used so."""

    error_code = "INVALID_FIELD"


class InvalidTypeError(SalesforceError):
    """An object type does not exist, or is hidden from the user."""

    error_code = "INVALID_TYPE"


class InvalidQueryFilterOperatorError(SalesforceError):
    """An operator does not fit the field it is used on."""

    error_code = "INVALID_QUERY_FILTER_OPERATOR"


class InvalidQueryScopeError(SalesforceError):
    """The object has no such scope behind USING SCOPE (the code is believed, reference 2)."""

    error_code = "INVALID_QUERY_SCOPE"


class InvalidQueryLocatorError(SalesforceError):
    """A query locator is unknown, expired or another user's."""

    error_code = "INVALID_QUERY_LOCATOR"


class QueryTooComplicatedError(SalesforceError):
    """A query selects too many fields, or its conditions are too many or too deeply nested."""

    error_code = "QUERY_TOO_COMPLICATED"


class ExceededIdLimitError(SalesforceError):
    """A query has more groups than one answer holds (the code is unverified, reference 4.5)."""

    error_code = "EXCEEDED_ID_LIMIT"


class NumberOutsideValidRangeError(SalesforceError):
    """A number lies outside what is allowed, as an OFFSET above 2,000."""

    error_code = "NUMBER_OUTSIDE_VALID_RANGE"


class InvalidReplicationDateError(SalesforceError):
    """A span of time is empty, or begins before what Salesforce still knows of changes."""

    error_code = "INVALID_REPLICATION_DATE"


class InvalidTypeForOperationError(SalesforceError):
    """An object does not take part in what is asked (the code is believed)."""

    error_code = "INVALID_TYPE_FOR_OPERATION"


class PreconditionFailedError(SalesforceError):
    """A conditional header asks for another state of the resource (the code is believed)."""

    status = 412
    error_code = "PRECONDITION_FAILED"


class InvalidHeaderError(SalesforceError):
    """A header has a value that cannot be read (the code is believed)."""

    error_code = "INVALID_HEADER"


class InvalidSessionIdError(SalesforceError):
    """The session is unknown, has expired, or was ended."""

    status = 401
    error_code = "INVALID_SESSION_ID"


class InvalidAuthHeaderError(SalesforceError):
    """There is no Authorization header, or none that carries a session."""

    status = 401
    error_code = "INVALID_AUTH_HEADER"


class InvalidOperationWithExpiredPasswordError(SalesforceError):
    """The user's password has expired: a session was given, but no data is (reference 1.8)."""

    status = 403
    error_code = "INVALID_OPERATION_WITH_EXPIRED_PASSWORD"


class ApiDisabledForOrgError(SalesforceError):
    """The org, or the user, may not use the API (reference 2)."""

    status = 403
    error_code = "API_DISABLED_FOR_ORG"


class ApiCurrentlyDisabledError(SalesforceError):
    """The user may not use the API; the status is unverified (reference 2)."""

    status = 403
    error_code = "API_CURRENTLY_DISABLED"


class RequestLimitExceededError(SalesforceError):
    """The org has used up its API calls."""

    status = 403
    error_code = "REQUEST_LIMIT_EXCEEDED"


class NotFoundError(SalesforceError):
    """There is nothing at this path, or no record of this id."""

    status = 404
    code_first = True
    error_code = "NOT_FOUND"


class GoneError(SalesforceError):
    """The API version has been retired (status [K:rest-api/api-end-of-life-policy], code [I])."""

    status = 410
    error_code = "GONE"


class EntityIsDeletedError(SalesforceError):
    """The record is in the recycle bin."""

    status = 404
    error_code = "ENTITY_IS_DELETED"


class UndeleteFailedError(SalesforceError):
    """A record does not lie in the recycle bin, or cannot come back from it."""

    error_code = "UNDELETE_FAILED"


class DeleteFailedError(SalesforceError):
    """Another record needs the record, or it has no entry in the recycle bin."""

    error_code = "DELETE_FAILED"


class DuplicateExternalIdError(SalesforceError):
    """A value of an external id is that of several records (by its path a row answers 300)."""

    error_code = "DUPLICATE_EXTERNAL_ID"


class CannotUpdateConvertedLeadError(SalesforceError):
    """A lead was converted: it is read only, and nothing new refers to it."""

    error_code = "CANNOT_UPDATE_CONVERTED_LEAD"


class InvalidStatusError(SalesforceError):
    """A status is none that a converted lead can have."""

    error_code = "INVALID_STATUS"


class InvalidMergeRecordError(SalesforceError):
    """Records cannot be merged."""

    error_code = "INVALID_MERGE_RECORD"


class ExceededLeadConvertLimitError(SalesforceError):
    """One call asks to convert more than 100 leads."""

    error_code = "EXCEEDED_LEAD_CONVERT_LIMIT"


class MethodNotAllowedError(SalesforceError):
    """The resource does not take this HTTP method (reference 2; the header is Allow)."""

    status = 405
    error_code = "METHOD_NOT_ALLOWED"
    code_first = True

    def __init__(self, method: str, *, allowed: tuple[str, ...]) -> None:
        super().__init__(f"HTTP Method '{method}' not allowed. Allowed are {','.join(allowed)}")
        self.allowed = allowed


class UriTooLongError(SalesforceError):
    """The URI is longer than 16,384 bytes (the code is believed)."""

    status = 414
    error_code = "URI_TOO_LONG"


class RequestHeaderFieldsTooLargeError(SalesforceError):
    """URI and headers are longer than 16,384 bytes together (the code is believed)."""

    status = 431
    error_code = "REQUEST_HEADER_FIELDS_TOO_LARGE"


class UnsupportedMediaTypeError(SalesforceError):
    """The body's Content-Type is none the resource reads (status and code believed)."""

    status = 415
    error_code = "UNSUPPORTED_MEDIA_TYPE"


class JsonParserError(SalesforceError):
    """The body is not JSON, or a value in it is not of its field's type."""

    error_code = "JSON_PARSER_ERROR"


class RequiredFieldMissingError(SalesforceError):
    """A record lacks fields that it must have."""

    error_code = "REQUIRED_FIELD_MISSING"


class InvalidFieldForInsertUpdateError(SalesforceError):
    """A field cannot be written."""

    error_code = "INVALID_FIELD_FOR_INSERT_UPDATE"


class StringTooLongError(SalesforceError):
    """A text is longer than its field."""

    error_code = "STRING_TOO_LONG"


class InvalidEmailAddressError(SalesforceError):
    """A text is not an e-mail address."""

    error_code = "INVALID_EMAIL_ADDRESS"


class InvalidOrNullForRestrictedPicklistError(SalesforceError):
    """A value is none of its restricted picklist's."""

    error_code = "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"


class MalformedIdError(SalesforceError):
    """A text is not the id of a record the field may refer to."""

    error_code = "MALFORMED_ID"


class InvalidCrossReferenceKeyError(SalesforceError):
    """An id refers to no record.

    Where it is the record itself that is missing (404), the errorCode stands first (reference 9).
    """

    error_code = "INVALID_CROSS_REFERENCE_KEY"

    def __init__(
        self, message: str, *, fields: tuple[str, ...] | None = None, status: int | None = None
    ) -> None:
        super().__init__(message, fields=fields, status=status)
        self.code_first = status == _NOT_FOUND


class FieldIntegrityError(SalesforceError):
    """Values of a record do not go together."""

    error_code = "FIELD_INTEGRITY_EXCEPTION"


class FieldCustomValidationError(SalesforceError):
    """A validation rule of the org refuses the record, in its own words."""

    error_code = "FIELD_CUSTOM_VALIDATION_EXCEPTION"


class DuplicatesDetectedError(SalesforceError):
    """A duplicate rule found records that the one being written duplicates."""

    error_code = "DUPLICATES_DETECTED"

    def __init__(self, message: str, *, result: Mapping[str, object]) -> None:
        super().__init__(message)
        self.result = result

    def body(self) -> dict[str, object]:
        """Return the element with the rule's result.

        Its key is misspelt in v49, and comes first (reference 2, [P] x7).
        """
        return {
            "duplicateResut": dict(self.result),
            "errorCode": self.error_code,
            "message": self.message,
        }


class TooManyEnumValueError(SalesforceError):
    """A multi-select picklist would hold more than 100 values."""

    error_code = "TOO_MANY_ENUM_VALUE"


class EntityIsLockedError(SalesforceError):
    """An approval locks the record."""

    error_code = "ENTITY_IS_LOCKED"


class InactiveOwnerOrUserError(SalesforceError):
    """A record would be owned by a user who is not active."""

    error_code = "INACTIVE_OWNER_OR_USER"


class InvalidOperationError(SalesforceError):
    """What a write asks does not fit what the org is set up for."""

    error_code = "INVALID_OPERATION"


class InvalidAssignmentRuleError(SalesforceError):
    """The header names no assignment rule of the object."""

    error_code = "INVALID_ASSIGNMENT_RULE"


class InsufficientAccessOrReadonlyError(SalesforceError):
    """The user may read a record, and not do this to it."""

    error_code = "INSUFFICIENT_ACCESS_OR_READONLY"


class InsufficientAccessOnCrossReferenceEntityError(SalesforceError):
    """The user may not refer to a record."""

    error_code = "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY"


class CannotInsertUpdateActivateEntityError(SalesforceError):
    """Records of this object cannot be written, by this user or at all."""

    error_code = "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"


class DuplicateUsernameError(SalesforceError):
    """A username is taken, in this org or in another."""

    error_code = "DUPLICATE_USERNAME"


class DuplicateValueError(SalesforceError):
    """A value that must be unique is another record's, or a pair of references is."""

    error_code = "DUPLICATE_VALUE"


class InvalidInputError(SalesforceError):
    """A request is not of the form that its resource takes (the code is believed)."""

    error_code = "INVALID_INPUT"


class LimitExceededError(SalesforceError):
    """A request asks for more than its resource does at a time."""

    error_code = "LIMIT_EXCEEDED"


class ProcessingHaltedError(SalesforceError):
    """A subrequest was not run, or not kept, because of another one."""

    error_code = "PROCESSING_HALTED"
    code_first = True


class BatchProcessingHaltedError(SalesforceError):
    """A subrequest of a batch was not run because an earlier one failed."""

    status = 412
    error_code = "BATCH_PROCESSING_HALTED"
    code_first = True


class AllOrNoneOperationRolledBackError(SalesforceError):
    """A record was not kept because another one of its request was refused."""

    error_code = "ALL_OR_NONE_OPERATION_ROLLED_BACK"


class InvalidTypeOnFieldInRecordError(SalesforceError):
    """A text of a row is none of its field's type."""

    error_code = "INVALID_TYPE_ON_FIELD_IN_RECORD"


class MissingArgumentError(SalesforceError):
    """A record is to be written whose id is not given, or a parameter is missing (believed)."""

    error_code = "MISSING_ARGUMENT"


class ApiError(SalesforceError):
    """A bulk query asks for what Bulk API does not do (reference 3.11)."""

    error_code = "API_ERROR"


class InvalidJobError(SalesforceError):
    """A job is not of the form that Bulk API takes (the texts are believed)."""

    error_code = "INVALIDJOB"


class InvalidJobStateError(SalesforceError):
    """A job is not in a state in which this can be done (the texts are believed)."""

    error_code = "INVALIDJOBSTATE"


class InvalidEntityError(SalesforceError):
    """A job's object is none that Bulk API works on."""

    error_code = "INVALIDENTITY"


class InvalidOperationOfJobError(SalesforceError):
    """A job's operation is none that there is."""

    error_code = "INVALIDOPERATION"


class FeatureNotEnabledError(SalesforceError):
    """A job's operation needs a permission that the user lacks (code and status believed)."""

    error_code = "FEATURENOTENABLED"


class JobNotCompleteError(SalesforceError):
    """Results are asked for of a job that has none yet (reference 3.11; the status varies)."""

    error_code = "JOB_NOT_COMPLETE"


class ConflictError(SalesforceError):
    """Results are asked for by another API version than the job's (the code is believed)."""

    status = 409
    error_code = "API_VERSION_MISMATCH"


class BadReportError(SalesforceError):
    """A report cannot be run so (reference 3.13: the texts are documented, the codes are not)."""

    code_first = True
    _CODES: ClassVar[dict[int, str]] = {
        400: "BAD_REQUEST",
        403: "FORBIDDEN",
        404: "NOT_FOUND",
        415: "UNSUPPORTED_MEDIA_TYPE",
        501: "NOT_IMPLEMENTED",
    }

    def __init__(self, message: str, *, status: int = 400) -> None:
        super().__init__(message, status=status)

    @property
    def error_code(self) -> str:  # type: ignore[override] # it follows from the status
        """The code that goes with the status."""
        return self._CODES[self.status]


class QueryTimeoutError(SalesforceError):
    """A query ran for too long."""

    error_code = "QUERY_TIMEOUT"


class TxnSecurityNoAccessError(SalesforceError):
    """A transaction security policy of the org blocks the call."""

    status = 403
    error_code = "TXN_SECURITY_NO_ACCESS"


class UnableToLockRowError(SalesforceError):
    """Another transaction holds a record (the status is unverified, reference 2)."""

    error_code = "UNABLE_TO_LOCK_ROW"


class StorageLimitExceededError(SalesforceError):
    """The org's data storage is full (the status is unverified, reference 2)."""

    error_code = "STORAGE_LIMIT_EXCEEDED"


class InsertUpdateDeleteNotAllowedDuringMaintenanceError(SalesforceError):
    """The org is read-only for a while (the status is believed)."""

    error_code = "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE"


class ServerUnavailableError(SalesforceError):
    """Salesforce is too busy, or down (the status is unverified, reference 2)."""

    status = 503
    error_code = "SERVER_UNAVAILABLE"


class UnsupportedApiVersionError(SalesforceError):
    """The version of the API is retired: 410 of REST, 500 of SOAP (Salesforce help 000354473)."""

    status = 410
    error_code = "UNSUPPORTED_API_VERSION"


class UnknownExceptionError(SalesforceError):
    """Salesforce itself failed (the status is unverified, reference 2)."""

    status = 500
    error_code = "UNKNOWN_EXCEPTION"


class ForbiddenError(SalesforceError):
    """The user, or his limits, do not allow it (which code it is is mostly unverified)."""

    status = 403
    error_code = "FORBIDDEN"


class InsufficientAccessError(SalesforceError):
    """The user may not look at this, or not act on it (reference 2)."""

    status = 403
    error_code = "INSUFFICIENT_ACCESS"


class InvalidNewPasswordError(SalesforceError):
    """A new password is not as the org's policies want it ([K:rest-api/manage-user-passwords])."""

    error_code = "INVALID_NEW_PASSWORD"


class InvalidOldPasswordError(SalesforceError):
    """The password that is to be changed is another one (the code is believed)."""

    error_code = "INVALID_OLD_PASSWORD"


class SoapFault(Exception):  # noqa: N818 - SOAP's own word
    """A SOAP fault: HTTP 500 with a code and a message."""

    def __init__(self, code: str, message: str, *, detail: str = "LoginFault") -> None:
        """Say what is refused.

        Args:
            code: the exceptionCode, or SOAP's own faultcode.
            message: in Salesforce's words.
            detail: the fault's element; empty where the fault is SOAP's own.
        """
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.detail = detail


class NotImplementedInFakeError(Exception):
    """The fake does not implement this. Not a Salesforce answer: HTTP 501, and the list of what is.

    ``what`` names what was asked for; ``instead`` tells what the fake has.
    """

    def __init__(self, what: str, *, instead: str) -> None:
        super().__init__(f"fake_salesforce does not implement {what}. {instead}")
        self.what = what
        self.instead = instead
