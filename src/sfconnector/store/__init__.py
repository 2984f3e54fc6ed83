"""What is kept: accounts, the connection, login attempts, marketing lists and their members.

One repository file per noun, made of functions that take a connection inside a transaction which
the caller opened (``Store.reading`` or ``Store.writing``). Nothing here knows HTTP, a cause or a
rule.
"""
