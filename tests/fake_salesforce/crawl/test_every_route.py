"""A crawl of the whole URL map: every route and method, from everybody, with anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from werkzeug.routing import Map, Rule

from crawled import (
    BODIES,
    CODINGS,
    METHODS,
    SENTINEL,
    Crawled,
    NoSampleError,
    allowed_methods,
    crawled,
    rules,
)
from error_shapes import check_answer, check_errors
from fake_salesforce import FakeSalesforce
from fake_salesforce.org import Snapshot

_RULES = rules()
_OPEN = {"versions", "soap", "soap_of_organization", "oauth_token", "oauth_revoke"}
"""What needs no session."""
_ELSEWHERE = _OPEN | {"userinfo", "identity", "report_export"}
"""What is not the REST API, and refuses a session in its own way."""


def _name(rule: Rule) -> str:
    return f"{'+'.join(sorted(rule.methods or ()))} {rule.rule}"


_NOTHING: dict[str, object] = {}
_OF_REST = [each for each in _RULES if each.endpoint not in _ELSEWHERE - {"versions"}]


@pytest.fixture(scope="module")
def staged() -> Iterator[tuple[Crawled, Snapshot]]:
    """An org as it is staged, and how to put it back."""
    salesforce = FakeSalesforce()
    try:
        found = crawled(salesforce)
        yield found, found.org.snapshot()
    finally:
        salesforce.close()


@pytest.fixture
def stage(staged: tuple[Crawled, Snapshot]) -> Iterator[Crawled]:
    """An org that nothing has happened in yet; a crash of the fake fails the test."""
    found, start = staged
    found.org.restore(start)
    yield found
    found.salesforce.journal.raise_crash()


@pytest.fixture(params=_RULES, ids=_name)
def rule(request: pytest.FixtureRequest) -> Rule:
    """Each rule of the URL map."""
    found: Rule = request.param
    return found


def test_each_method_is_answered_or_refused(stage: Crawled, rule: Rule) -> None:
    """Every method, allowed or not, is answered in a documented way, with a right path and none."""
    allowed = allowed_methods(stage.url_map)[rule.rule]
    for method in METHODS:
        response = stage.send(method, stage.path(rule))
        check_answer(response, endpoint=rule.endpoint, method=method)
        if method not in allowed:
            assert response.status_code in {404, 405, 501}, (method, response.text)


def test_who_has_no_session_gets_nothing(stage: Crawled, rule: Rule) -> None:
    """No session, a dead one, garbage, and another org's at this one's host are refused."""
    path = stage.path(rule)
    for who in ("nobody", "garbage", "ended", "stranger"):
        for method in sorted(rule.methods or ()):
            response = stage.send(method, path, who=who, json={})
            check_answer(response, endpoint=rule.endpoint, method=method)
            assert SENTINEL not in response.text
            if rule.endpoint not in _ELSEWHERE:
                assert response.status_code == 401, (who, method)


def test_who_may_not_is_refused(stage: Crawled, rule: Rule) -> None:
    """A user with no right but to use the API gets no record of others, by whatever method."""
    for method in sorted(rule.methods or ()):
        for body in (None, {}, {"LastName": "Mine", "Company": "Mine"}):
            response = stage.send(method, stage.path(rule), who="weak", json=body)
            check_answer(response, endpoint=rule.endpoint, method=method)
            assert SENTINEL not in response.text
    leads = stage.org.query("SELECT LastName FROM Lead ORDER BY LastName")
    assert leads == [{"LastName": "Second"}, {"LastName": SENTINEL}]


def test_any_body_is_answered(stage: Crawled, rule: Rule) -> None:
    """Every kind of wrong body is refused in a documented way, whatever the method makes of it."""
    path = stage.path(rule)
    sent: list[tuple[str, Mapping[str, str], str | None, bytes]] = [
        *((what, {}, kind, data) for what, kind, data in BODIES),
        *((what, headers, None, data) for what, headers, data in CODINGS),
    ]
    for method in sorted(rule.methods or ()):
        for what, headers, kind, data in sent:
            response = stage.send(method, path, headers=headers, content_type=kind, data=data)
            try:
                check_answer(response, endpoint=rule.endpoint, method=method)
            except AssertionError as error:
                message = f"{method} {path} with {what}: {error}"
                raise AssertionError(message) from error


def test_any_path_is_answered(stage: Crawled, rule: Rule) -> None:
    """Every wrong id, name and version is refused in a documented way."""
    for method in sorted(rule.methods or ()):
        for path in stage.wrong_paths(rule):
            for json in (None, _NOTHING):
                response = stage.send(method, path, json=json)
                try:
                    check_answer(response, endpoint=rule.endpoint, method=method)
                except AssertionError as error:
                    message = f"{method} {path}: {error}"
                    raise AssertionError(message) from error


@pytest.mark.parametrize("rule", _OF_REST, ids=_name, indirect=True)
@pytest.mark.parametrize("who", ["nobody", "own"])
def test_errors_are_xml_for_who_asks(stage: Crawled, rule: Rule, who: str) -> None:
    """A client of the REST API that takes XML alone gets its errors so, and 501 for the rest."""
    accept = {"Accept": "application/xml"}
    for method in sorted((rule.methods or set()) - {"HEAD"}):
        response = stage.send(method, stage.path(rule), who=who, headers=accept)
        assert response.status_code == (501 if who == "own" or rule.endpoint == "versions" else 401)
        assert response.headers["Content-Type"] == "application/xml;charset=UTF-8"
        check_errors(response)


def test_parameter_without_a_sample_is_told(stage: Crawled) -> None:
    """A new route whose parameter is unknown to the crawl fails, and says what to do."""
    new = Rule("/services/data/v<version>/sobjects/<name>/<gadget>", endpoint="gadget")
    Map([new])
    with pytest.raises(NoSampleError, match=r"<gadget>.*add a right value and wrong ones"):
        stage.path(new)


def test_each_sample_is_of_a_parameter(stage: Crawled) -> None:
    """The crawl knows no parameter that no route has."""
    assert set(stage.samples) == {name for each in _RULES for name in each.arguments}


def test_crawl_is_of_the_whole_map(stage: Crawled) -> None:
    """What is crawled is what the application serves."""
    assert len(_RULES) == len(list(stage.url_map.iter_rules()))
