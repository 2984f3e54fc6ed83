"""Plays what customers meet, and tells it as the rows of the table in docs/control.md."""

from __future__ import annotations

import json

import requests

from customer_stage import Row
from fake_clients import session_of
from fake_salesforce import FakeSalesforce
from fake_salesforce.fidelity.caller import Caller
from fake_salesforce.fidelity.matching import Reply
from fake_salesforce.fidelity.model import Request
from fake_salesforce.fidelity.model import Row as FidelityRow
from fake_salesforce.fidelity.playing import compare
from login_table import scene
from markdown_tables import code
from three_ways import JO, WAYS, Scene, commands, json_call

HEAD = ("What happened", "Python", "`fake-salesforce`", "Below `/_fake`", "What is answered then")
LOST = "no answer"


def play(salesforce: FakeSalesforce, row: Row, way: str) -> tuple[list[str], list[str]]:
    """Stage a row in one call and ask; return what was answered, and what is wrong with it."""
    with scene(salesforce, is_sandbox=row.is_sandbox, has_other=row.has_other) as staged:
        org = staged.org
        if row.profile != "System Administrator":
            fields = {"ProfileId": org.query(_profile(row.profile))[0]["Id"]}
            org.update("User", staged.user.id, fields)
        staged.by_python(row.before)
        caller = Caller(salesforce.url)
        try:
            _introduce(caller, staged)
            if row.first:
                _ask_first(caller, row)
            WAYS[way](staged, row.python, row.command)
            if row.logs_in_again:
                caller.names["session"] = session_of(salesforce.url, staged.user)
            return _asked(caller, staged, row)
        finally:
            caller.close()
            salesforce.faults.clear()


def _profile(name: str) -> str:
    return f"SELECT Id FROM Profile WHERE Name = '{name}'"


def _introduce(caller: Caller, staged: Scene) -> None:
    """Log the client in, and tell it what it may name."""
    org, user = staged.org, staged.user
    caller.names |= {
        "org.id": org.id,
        "org.client_id": org.client_id,
        "org.client_secret": org.client_secret,
        "user.username": JO,
        "user.password": user.password,
        "user.secret": user.secret,
        "other.id": staged.salesforce.orgs[-1].id,
        "session": session_of(staged.salesforce.url, user),
        **staged.ids,
    }


def _ask_first(caller: Caller, row: Row) -> None:
    reply = caller.send(Request.model_validate(row.first))
    assert reply.status == 200, reply.text
    told = json.loads(reply.text)
    caller.names |= {f"answer.{name}": str(each) for name, each in told.items()}


def _asked(caller: Caller, staged: Scene, row: Row) -> tuple[list[str], list[str]]:
    told, wrong = [], []
    for nth, (request, answer) in enumerate(row.asks):
        if nth == 1:
            staged.by_python(row.then)
        asked = Request.model_validate(request)
        name = asked.resource.replace("${answer.nextRecordsUrl}", "{nextRecordsUrl}")
        try:
            reply = caller.send(asked)
        except requests.ConnectionError:
            told.append(f"{name}: {LOST}")
            if answer:
                wrong.append(f"{name}: {LOST}")
            continue
        told.append(f"{name}: {_words(reply)}")
        if not answer:
            wrong.append(f"{name}: an answer came")
            continue
        expected = FidelityRow.model_validate(
            {
                "id": "row",
                "behaviour": f"{row.name}.",
                "request": request,
                "answer": answer,
                "source": "(k)",
            }
        )
        wrong += compare(expected, reply, caller.names)
    return told, wrong


def _words(reply: Reply) -> str:
    """Return the status of an answer, and its code if it is a refusal."""
    if reply.text.startswith("<?xml"):
        _, sign, rest = reply.text.partition("<sf:exceptionCode>")
        return f"{reply.status} {rest.partition('<')[0]}" if sign else str(reply.status)
    try:
        body = json.loads(reply.text)
    except ValueError:
        return f"{reply.status} {reply.headers.get('content-type', '')}".strip()
    if isinstance(body, list) and body and "errorCode" in body[0]:
        return f"{reply.status} {body[0]['errorCode']}"
    if isinstance(body, dict) and "error" in body:
        return f"{reply.status} {body['error']}"
    return str(reply.status)


def cells(row: Row, told: list[str]) -> list[str]:
    """Return the row of the table."""
    [words] = commands(row.command.replace("$", ""))
    return [
        row.name,
        code(row.python),
        code(row.command),
        code(str(json_call(words))),
        "; ".join(told),
    ]
