"""Records: what may be written to them, and writing them.

``values`` turns JSON values into stored ones, ``validation`` decides what Salesforce would refuse,
``derived`` computes fields that nobody writes, ``writer`` creates, updates and deletes. The writer
is one of the two places that ask for the user's rights (the other is the SOQL binder).
"""

from .writer import RecordWriter
from .writing import Writing

__all__ = ["RecordWriter", "Writing"]
