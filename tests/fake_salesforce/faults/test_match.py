from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce.faults import KINDS, Faults, Latency, Match, MemoryStore, Occasion
from fake_salesforce.faults.match import drawn

QUERY = Occasion("query", "GET", object="Lead", username="ada@example.com")
CREATE = Occasion("row_create", "POST", object="Contact", username="bob@example.com")
seeds = st.binary(max_size=8)
numbers = st.integers(1, 1000)


def _rack(seed: bytes = b"") -> Faults:
    return Faults(MemoryStore(), seed=seed, kinds=KINDS)


def _strikes(faults: Faults, occasion: Occasion, count: int) -> list[int]:
    """Return which of so many requests were struck, from 1."""
    return [nth for nth in range(1, count + 1) if faults.strike(occasion)]


@given(seeds, numbers, numbers)
def test_draw_is_a_function_of_seed_fault_and_match(seed: bytes, number: int, nth: int) -> None:
    """The same three give the same draw, which is from 0 to 1."""
    assert 0 <= drawn(seed, number, nth) < 1
    assert drawn(seed, number, nth) == drawn(seed, number, nth)


@given(seeds, st.floats(0.01, 1), st.lists(st.booleans(), max_size=60))
def test_draws_do_not_depend_on_other_requests(
    seed: bytes, probability: float, others: list[bool]
) -> None:
    """Whatever comes in between, the same of the matching requests are struck."""
    match = Match(resource="query", probability=probability)
    alone, among = _rack(seed), _rack(seed)
    for each in (alone, among):
        each.add(Latency(seconds=1), match=match)
    other = among.add(Latency(seconds=2), match={"resource": "row_create", "probability": 0.5})
    struck_alone, struck_among = [], []
    for is_other in others:
        if is_other:
            among.strike(CREATE)
            continue
        struck_alone.append(bool(alone.strike(QUERY)))
        struck_among.append(any(e.number != other for e in among.strike(QUERY)))
    assert struck_alone == struck_among


def test_probability_is_about_what_was_asked_for() -> None:
    """Of many requests about as many are struck as the probability says."""
    faults = _rack(b"seed")
    faults.add(Latency(seconds=1), match=Match(probability=0.3))
    assert 250 < len(_strikes(faults, QUERY, 1000)) < 350


@given(nth=st.integers(1, 20), every=st.integers(1, 20), count=st.integers(1, 5))
def test_nth_every_and_count(nth: int, every: int, count: int) -> None:
    """``nth`` strikes one, ``every`` its multiples, ``count`` no more than so many."""
    faults = _rack()
    first = faults.add(Latency(seconds=1), match=Match(nth=nth))
    assert _strikes(faults, QUERY, 40) == [nth]
    faults.remove(first)
    faults.add(Latency(seconds=1), match=Match(every=every), count=count)
    assert _strikes(faults, QUERY, 40) == [*range(every, 41, every)][:count]


@given(
    st.builds(
        Match,
        resource=st.sampled_from([None, "query", "row_create"]),
        method=st.sampled_from([None, "GET", "post"]),
        object=st.sampled_from([None, "lead", "Contact"]),
        username=st.sampled_from([None, "ADA@example.com", "bob@example.com"]),
    ),
    st.sampled_from([QUERY, CREATE, Occasion("soap", "POST"), Occasion("query", "GET")]),
)
def test_every_condition_must_be_met(match: Match, occasion: Occasion) -> None:
    """A request is struck if each condition given fits it, upper and lower case alike."""
    fits = all(
        wanted is None or wanted.lower() == (has or "").lower()
        for wanted, has in (
            (match.resource, occasion.resource),
            (match.method, occasion.method),
            (match.object, occasion.object),
            (match.username, occasion.username),
        )
    )
    faults = _rack()
    faults.add(Latency(seconds=1), match=match)
    assert bool(faults.strike(occasion)) == fits
    assert faults.staged[0].matched == faults.staged[0].fired == int(fits)
