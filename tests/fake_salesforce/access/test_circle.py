"""For whom a user stands, held to the reference in plain Python."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce.access import Organigram, circle_of
from rights_model import Group, Role, User, stands_for


@st.composite
def organigrams(draw: st.DrawFn) -> tuple[list[User], list[Group], Organigram]:
    """Draw roles, users and groups within groups, and the same as ids."""
    roles: list[Role] = []
    for number in range(draw(st.integers(0, 4))):
        roles.append(Role(f"r{number}", draw(st.sampled_from([None, *roles]))))
    users = [User(f"u{number}", draw(st.sampled_from([None, *roles]))) for number in range(4)]
    everybody: list[User | Group] = list(users)
    for number in range(draw(st.integers(0, 4))):
        members = draw(st.lists(st.sampled_from(everybody), max_size=3, unique_by=id))
        everybody.append(Group(f"g{number}", members, draw(st.booleans())))
    groups = [each for each in everybody if isinstance(each, Group)]
    organigram = Organigram(
        parent_of_role={each.name: each.parent.name if each.parent else None for each in roles},
        role_of_user={each.name: each.role.name if each.role else None for each in users},
        members_of_group={
            each.name: frozenset(member.name for member in each.members) for each in groups
        },
        closed_to_bosses=frozenset(each.name for each in groups if not each.lets_bosses_in),
    )
    return users, groups, organigram


@given(organigrams())
def test_a_circle_is_those_the_user_stands_for(
    drawn: tuple[list[User], list[Group], Organigram],
) -> None:
    """The user, those below, and the groups of them all but those closed to bosses."""
    users, groups, organigram = drawn
    for user in users:
        everybody: list[User | Group] = [*users, *groups]
        expected = {each.name for each in everybody if stands_for(user, each)}
        assert circle_of(user.name, organigram) == expected


def test_roles_in_a_ring_end() -> None:
    """Roles that are above one another, as an edit can make them, do not go on for ever."""
    ring = Organigram(
        parent_of_role={"a": "b", "b": "a"},
        role_of_user={"u": "a", "v": "b"},
        members_of_group={"g": frozenset({"h"}), "h": frozenset({"g", "u"})},
    )
    assert circle_of("u", ring) == {"u", "v", "g", "h"}
