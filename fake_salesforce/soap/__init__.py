"""The SOAP API, Partner and Enterprise (reference 1.6 to 1.8): the frame around its calls.

``envelope`` reads what was posted, ``elements`` writes what is answered, ``faults`` and ``errors``
say a refusal of a call and of a record, ``entrance`` lets a session in, ``dispatch`` finds the
call. Each call is one file below ``calls/``, listed once in its ``CALLS``. Nothing here knows HTTP.
"""

from .dispatch import answer
from .faults import fault_of_error, fault_text
from .posted import FLAVORS, Posted

__all__ = ["FLAVORS", "Posted", "answer", "fault_of_error", "fault_text"]
