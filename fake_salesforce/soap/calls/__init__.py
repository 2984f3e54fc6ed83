"""The calls of the SOAP API: one file each, listed once here.

A call reads its arguments, asks the org, and answers with elements; rules are not decided here. To
add one, write its file beside the others and add its ``CALL`` to the tuple.
"""

from fake_salesforce.soap.posted import OpenCall, SoapCall

from . import (
    change_own_password,
    convert_lead,
    delete,
    empty_recycle_bin,
    get_server_timestamp,
    get_user_info,
    login,
    logout,
    merge,
    reset_password,
    set_password,
    undelete,
)

CALLS: tuple[OpenCall | SoapCall, ...] = (
    login.CALL,
    logout.CALL,
    get_user_info.CALL,
    get_server_timestamp.CALL,
    set_password.CALL,
    change_own_password.CALL,
    reset_password.CALL,
    delete.CALL,
    undelete.CALL,
    empty_recycle_bin.CALL,
    merge.CALL,
    convert_lead.CALL,
)

__all__ = ["CALLS"]
