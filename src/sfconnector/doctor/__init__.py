"""The permission doctor: what the connected user may do, what it lacks, and what heals it.

``reading.py`` asks Salesforce and changes nothing there; what it read is an ``Observations``. The
rules are pure functions from observations to findings, one file each. A probe that Salesforce
refuses is kept with Salesforce's words, and what hangs on it "cannot be told".
"""
