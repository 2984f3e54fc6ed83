from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow


def test_fixtures_serve_a_session_and_a_fresh_org(pytester: pytest.Pytester) -> None:
    """One server for all tests, another org for each, and no fixture needs to be asked for."""
    pytester.makepyfile(
        """
        import pytest
        seen = []

        @pytest.mark.parametrize("n", range(2))
        def test_fresh(salesforce, salesforce_org, n):
            assert salesforce.orgs == [salesforce_org]
            assert salesforce_org.query("SELECT COUNT() FROM Lead") == [{"count": 0}]
            salesforce_org.create("Lead", {"LastName": "Doe", "Company": "Example"})
            seen.append((salesforce.url, salesforce_org.id))

        def test_seen(salesforce):
            assert salesforce.orgs == []
            assert len({url for url, _ in seen}) == 1
            assert len({org for _, org in seen}) == 2
        """
    )
    pytester.runpytest_inprocess("-p", "no:randomly").assert_outcomes(passed=3)


def test_crash_of_the_fake_fails_the_test(pytester: pytest.Pytester) -> None:
    """A test during which the fake failed is an error, even if its client swallowed the 500."""
    pytester.makepyfile(
        """
        import requests

        def test_swallows(salesforce, salesforce_org):
            unsubscribe = salesforce.on_request(lambda arrival: 1 / 0)
            requests.get(salesforce.url + "/services/data")
            unsubscribe()

        def test_after(salesforce_org):
            pass
        """
    )
    result = pytester.runpytest_inprocess("-p", "no:randomly")
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*CrashError: fake_salesforce itself failed 1 time(s)*"])


def test_orgs_of_examples_are_dropped(pytester: pytest.Pytester) -> None:
    """Under @given a fixture is not renewed: ``create_org()`` as a block is, for each example."""
    pytester.makepyfile(
        """
        from hypothesis import given, settings, strategies as st

        @settings(max_examples=20)
        @given(st.integers(0, 5))
        def test_examples(salesforce, n):
            with salesforce.create_org() as org:
                org.populate(leads=n, seed=n)
                assert org.query("SELECT COUNT() FROM Lead") == [{"count": n}]
                assert salesforce.orgs == [org]

        def test_after(salesforce):
            assert salesforce.orgs == []
        """
    )
    pytester.runpytest_inprocess("-p", "no:randomly").assert_outcomes(passed=2)


def test_fixtures_work_in_another_project_under_xdist(pytester: pytest.Pytester) -> None:
    """In a folder of its own, in several processes, each worker has a server of its own."""
    pytester.makepyfile(
        """
        import pytest
        import requests

        @pytest.mark.parametrize("n", range(6))
        def test_lead(salesforce, salesforce_org, n):
            salesforce_org.create("Lead", {"LastName": f"{n}", "Company": "Example"})
            assert salesforce_org.query("SELECT LastName FROM Lead") == [{"LastName": f"{n}"}]
            answer = requests.get(f"{salesforce.url}/_fake/orgs", timeout=60)
            assert [each["id"] for each in answer.json()] == [salesforce_org.id]
        """
    )
    result = pytester.runpytest_subprocess("-n", "2", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=6)


def test_loading_the_plugin_loads_nothing_else() -> None:
    """A test run without Salesforce pays for no server, no grammar and no vocabulary."""
    code = (
        "import sys, fake_salesforce, fake_salesforce.pytest_plugin\n"
        "heavy = {'flask', 'werkzeug', 'lark', 'faker', 'cheroot', 'requests', 'sqlite3'}\n"
        "print(sorted(heavy & set(sys.modules)), [m for m in sys.modules if m.startswith('fake_')])"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout == "[] ['fake_salesforce', 'fake_salesforce.pytest_plugin']\n"


def test_package_names_what_it_offers() -> None:
    """Every public name can be had from the package, and no other."""
    import fake_salesforce  # noqa: PLC0415 - the import is what is tested

    for name in fake_salesforce.__all__:
        assert getattr(fake_salesforce, name).__name__ == name
    with pytest.raises(AttributeError, match="has no attribute 'FakeSalesForce'"):
        _ = fake_salesforce.FakeSalesForce
