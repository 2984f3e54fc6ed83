"""API calls: counted, kept below a cap of our own, and stopped before the last ones.

The rule is pure and stands in ``rule.py``; ``budget.py`` keeps the counts in the store and is what
a session asks before each call.
"""
