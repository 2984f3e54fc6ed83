from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from connector_stage import Scripted
from scripted_wire import data_call, login, login_answer, organization_answer
from sfconnector import Connector
from sfconnector.connection.roles import MAY, ActingUser, Role, allow
from sfconnector.errors import RoleError

ACTS: dict[str, Callable[[Connector], object]] = {
    "connect": lambda connector: connector.connect("a@example.com", "secret"),
    "update_login": lambda connector: connector.update_login("secret"),
    "test": Connector.test,
    "disconnect": Connector.disconnect,
    "claim_score_field": lambda connector: connector.claim_score_field("Score__c"),
    "choose_record_types": lambda connector: connector.choose_record_types("Lead", ["EMEA"]),
    "confirm_organization": lambda connector: connector.confirm_organization("00D", reason="x"),
    "rebind_organization": lambda connector: connector.rebind_organization("00D", reason="x"),
}


def test_each_guarded_act_is_listed() -> None:
    """The acts that a role decides on are those of the table."""
    assert set(ACTS) == set(MAY)


@pytest.mark.parametrize("act", sorted(ACTS))
@pytest.mark.parametrize("role", list(Role))
def test_who_may_not_is_refused_before_anything_is_sent(
    tmp_path: Path, act: str, role: Role
) -> None:
    """A role without the right gets a sentence that names who has it; nothing is sent."""
    stage = Scripted(tmp_path)
    with stage.connector() as connector:
        connector._context = _as(connector, ActingUser("Jo", role))
        if role in MAY[act]:
            allow(ActingUser("Jo", role), act)
            return
        with pytest.raises(RoleError, match=r"^Jo has the role .* is for the role .*; ask"):
            ACTS[act](connector)


def test_the_history_names_who_acted(tmp_path: Path) -> None:
    """Connecting and disconnecting are written down with the acting user's name."""
    stage = Scripted(tmp_path)
    with stage.connector(login(login_answer()), data_call(organization_answer())) as connector:
        connector._context = _as(connector, ActingUser("Jo", Role.MARKETING))
        connector.connect("integration@example.com", "passwordTOKEN")
        assert connector.disconnect().state == "not_connected"
        assert [(each.who, each.act, each.to_state) for each in connector.history()] == [
            ("Jo", "disconnect", "not_connected"),
            ("Jo", "connect", "active"),
        ]


def _as(connector: Connector, user: ActingUser):  # type: ignore[no-untyped-def] # noqa: ANN202 - the context of whoever acts
    from dataclasses import replace  # noqa: PLC0415

    return replace(connector._context, actor=user)
