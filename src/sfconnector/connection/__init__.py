"""The connection to Salesforce: connect, update the login, keep a session, and know why it broke.

The rules that protect the customer's user from a lock-out live here: an attempt row before every
login, no automatic login with refused credentials, one new login at most for a lost session.
"""
