"""Minimum Access - Salesforce: logs in, and has every further right from permission sets.

Salesforce help, "Standard Profiles": the profile came with Spring '20. That it lets a user use the
API is believed.
"""

from .rights import Rights

MINIMUM_ACCESS = Rights(name="Minimum Access - Salesforce", permissions=frozenset({"ApiEnabled"}))
