"""The ways to log in, one file each; every one is a flow of pure functions.

A flow builds the request and reads the answer; sending it, and recording the attempt before it is
sent, is the connection's matter.
"""
