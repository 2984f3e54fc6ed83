"""The calls of the SOAP API: one file each, listed once here.

A call reads its arguments, asks the org, and answers with elements; rules are not decided here. To
add one, write its file beside the others and add its ``CALL`` to the tuple.
"""

from fake_salesforce.soap.posted import OpenCall, SoapCall

from . import (
    change_own_password,
    get_server_timestamp,
    get_user_info,
    login,
    logout,
    reset_password,
    set_password,
)

CALLS: tuple[OpenCall | SoapCall, ...] = (
    login.CALL,
    logout.CALL,
    get_user_info.CALL,
    get_server_timestamp.CALL,
    set_password.CALL,
    change_own_password.CALL,
    reset_password.CALL,
)

__all__ = ["CALLS"]
