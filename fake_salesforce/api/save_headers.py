"""The headers that say how a record is saved: Sforce-Auto-Assign and Sforce-Duplicate-Rule-Header.

Values are read without regard to case ([K:rest-api/assignment-rule-header]); options of the second
are parted by semicolons ([K:rest-api/duplicate-rule-header]). Believed: that what is not ``true``
is false, and that an option of another name is not looked at.
"""

from __future__ import annotations

from fake_salesforce import ids
from fake_salesforce.errors import MalformedIdError
from fake_salesforce.records.save_options import SaveOptions

from .call import Call

_ON, _OFF = "true", "false"


def save_options(call: Call) -> SaveOptions:
    """Return how a call wants its record saved.

    Raises:
        MalformedIdError: Sforce-Auto-Assign is neither TRUE nor FALSE nor an id (the code is that
            of the SOAP header, [D]; the text is believed).
    """
    given = call.headers.get("Sforce-Duplicate-Rule-Header", "")
    options = {
        name.strip().lower(): value.strip().lower() == _ON
        for name, _, value in (each.partition("=") for each in given.replace(",", ";").split(";"))
    }
    return SaveOptions(
        auto_assign=_auto_assign(call.headers.get("Sforce-Auto-Assign", _ON).strip()),
        allow_save=options.get("allowsave", False),
        include_record_details=options.get("includerecorddetails", False),
        run_as_current_user=options.get("runascurrentuser", False),
    )


def _auto_assign(text: str) -> bool | str:
    if text.lower() in {_ON, _OFF}:
        return text.lower() == _ON
    if not ids.is_id(text):
        message = f"Sforce-Auto-Assign: id value of incorrect type: {text}"
        raise MalformedIdError(message, fields=())
    return ids.normalize(text)
