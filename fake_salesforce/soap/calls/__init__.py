"""The calls of the SOAP API: one file each, listed once here.

A call reads its arguments, asks the org, and answers with elements; rules are not decided here. To
add one, write its file beside the others and add its ``CALL`` to the tuple.
"""

from fake_salesforce.soap.posted import OpenCall, SoapCall

from . import login

CALLS: tuple[OpenCall | SoapCall, ...] = (login.CALL,)

__all__ = ["CALLS"]
