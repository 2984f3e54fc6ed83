from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from scripted_wire import START
from sfconnector.connection import degraded
from sfconnector.connection.causes import EXPLANATIONS, Cause, Effect
from sfconnector.connection.degraded import ANY, Degraded
from sfconnector.store.connections import ConnectionRow

CONNECTED = ConnectionRow(
    state="active",
    since=START,
    username="a@example.com",
    login_url="https://login.salesforce.com",
    organization_id="00D000000000001EAA",
    user_id="005000000000001AAA",
)
WORKS = ("leads", "contacts", "campaign:701000000000001AAA", ANY)
RIGHTS = ("Lead read", "Contact read", "Lead.Email read", "")
DEGRADE = [cause for cause, each in EXPLANATIONS.items() if each.effect is Effect.DEGRADES]
PAUSE = [cause for cause, each in EXPLANATIONS.items() if each.transient]

works = st.sampled_from(WORKS)
acts = st.one_of(
    st.tuples(st.just("refused"), works, st.sampled_from(DEGRADE), st.sampled_from(RIGHTS)),
    st.tuples(st.just("paused"), st.sampled_from(PAUSE)),
    st.tuples(st.just("done"), works.filter(bool)),
    st.tuples(st.just("answered")),
    st.tuples(st.just("granted"), st.sampled_from(RIGHTS)),
)


@given(st.lists(acts, max_size=12))
def test_p49_p51_a_work_is_refused_until_it_is_done_or_its_right_is_seen(
    happened: list[tuple[str, ...]],
) -> None:
    """P49, P51: no other success clears a refused work; while one is, a cause is told."""
    row, refused, pause = CONNECTED, dict[str, tuple[str, str]](), ""
    for number, (act, *told) in enumerate(happened):
        now = START + timedelta(minutes=number)
        if act == "refused":
            work, cause, right = told
            entry = Degraded(work=work, cause=Cause(cause), since=now, detail=right, right=right)
            row = degraded.joined(row, entry)
            refused.pop(work, None)
            refused, pause = {work: (cause, right)} | refused, ""
        elif act == "paused":
            (pause,) = told
            row = replace(row, cause=Cause(pause).value)
        else:
            given = {"works": told} if act == "done" else {"granted": told}
            row = degraded.cleared(row, now=now, **given)
            pause = ""
            if act == "done":
                refused = {work: each for work, each in refused.items() if work not in (*told, ANY)}
            elif act == "granted":
                refused = {
                    work: (cause, right)
                    for work, (cause, right) in refused.items()
                    if not right or right not in told
                }
        newest = next(iter(refused.values()), None)
        assert row.cause == (pause or (newest and newest[0]) or None)
        assert {each.work for each in degraded.of(row)} == refused.keys()
        assert row.state == "active"


def test_what_is_refused_since_when_outlasts_a_pause() -> None:
    """A pause stands in front of it and hides nothing: after it, it is told as of its own time."""
    lost = Degraded(
        work="leads", cause=Cause.PERMISSION_LOST, since=START, detail="no Lead", right="Lead read"
    )
    later = START + timedelta(hours=1)
    paused = replace(
        degraded.joined(CONNECTED, lost), cause=Cause.MAINTENANCE.value, detail="", since=later
    )
    after = degraded.cleared(paused, now=later)
    assert (after.cause, after.since, after.detail) == ("permission_lost", START, "no Lead")


def test_a_new_password_gives_nobody_a_right_and_another_user_begins_anew() -> None:
    """Connected anew as the same user it is still lost; as another, or after Disconnect, not."""
    lost = Degraded(work="leads", cause=Cause.PERMISSION_LOST, since=START, detail="no Lead")
    before = degraded.joined(CONNECTED, lost)
    broken = replace(before, state="disconnected", cause=Cause.PASSWORD_EXPIRED.value)
    again = replace(CONNECTED, since=START + timedelta(hours=1))
    for former in (before, broken):
        assert degraded.carried(former, again).cause == "permission_lost"
        assert degraded.carried(former, replace(again, user_id="005000000000002AAA")).cause is None
    given_up = replace(before, state="not_connected", degraded="[]")
    assert degraded.carried(given_up, again) == again
    assert degraded.carried(None, again) == again


def test_who_may_edit_may_read() -> None:
    """The doctor names the right to edit a field; that it is granted shows that it may be read."""
    lost = Degraded(
        work="leads",
        cause=Cause.PERMISSION_LOST,
        since=START,
        detail="",
        right="Lead.Email read",
    )
    row = degraded.joined(CONNECTED, lost)
    assert degraded.cleared(row, granted={"Lead read"}, now=START) == row
    assert degraded.cleared(row, granted={"Lead.Email edit"}, now=START).cause is None
