"""Algorithms that know no object names: so far pulling a source page by page.

Merge rules, cursors over time, reconciliation and the outbox come with the features that need them.
"""
