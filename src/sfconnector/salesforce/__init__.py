"""What goes over the wire: one file per Salesforce resource, named as Salesforce names it.

Each file builds an immutable request and reads an answer; only ``session.py`` sends. Nothing here
knows the store, a list or a cause of disconnection. Wire dictionaries keep the API's spelling and
do not leave this package.
"""
