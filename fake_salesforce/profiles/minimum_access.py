"""Minimum Access - Salesforce: logs in, and has every further right from permission sets.

Salesforce help, "Standard Profiles": the profile came with Spring '20, and API Enabled is not among
its permissions.
"""

from .rights import Rights

MINIMUM_ACCESS = Rights(name="Minimum Access - Salesforce")
