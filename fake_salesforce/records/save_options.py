"""What a writer says about a save besides the record: the headers of reference 2.14 and 3.5.

Sources: [K:rest-api/assignment-rule-header], [K:rest-api/duplicate-rule-header]. The guide has the
latter for REST from v52 on; clients of v49 days sent it, and the issues that show it name no
version ([I:simple-salesforce#337]), so it is read here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SaveOptions:
    """The options of a save.

    The defaults are those of whoever stages a test: no rule that can be passed stands in his way.
    """

    auto_assign: bool | str = False
    """Whether active assignment rules give the record an owner, or the id of one that does."""
    allow_save: bool = True
    """Whether a duplicate that is only told about is saved."""
    include_record_details: bool = False
    """Whether duplicates are shown with all their fields, not with their ids alone."""
    run_as_current_user: bool = False
    """Whether only duplicates count that the writer may see, whatever the rule says."""
