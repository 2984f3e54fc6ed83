"""What runs the sections of docs/clients.md: the page, an org made as it says, and its clients.

Where a client cannot be had the test is skipped and says so, unless skips count as failures.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

import client_page
import client_runs
import node_clients
from client_page import File, Step
from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.cli import serve_command
from fake_salesforce.clock import Clock
from fake_salesforce.journal import Exchange

WRITES_TABLE = "SFCONNECTOR_WRITE_CLIENTS_TABLE"
RunSection = Callable[..., None]


@pytest.fixture(scope="session")
def page_path(pytestconfig: pytest.Config) -> Path:
    """Where the page is."""
    return pytestconfig.rootpath / "docs" / "clients.md"


@pytest.fixture(scope="session")
def sections(page_path: Path) -> dict[str, list[Step]]:
    """The steps of the page's sections, by heading."""
    return client_page.sections(page_path.read_text(encoding="utf-8"))


@pytest.fixture
def made_org(sections: dict[str, list[Step]], tmp_path: Path) -> Path:
    """A folder with what the page's ``org.py`` makes, run as it stands."""
    (program,) = (
        each
        for each in sections["An org to talk to"]
        if isinstance(each, File) and each.name == "org.py"
    )
    subprocess.run([sys.executable, "-c", program.text], cwd=tmp_path, check=True, timeout=120)
    return tmp_path


@pytest.fixture
def has_tls() -> bool:
    """Whether the fake is served over TLS."""
    return False


@pytest.fixture
def served(made_org: Path, has_tls: bool) -> Iterator[FakeSalesforce]:  # noqa: FBT001 - a fixture
    """That org, served as ``fake-salesforce serve`` does, but here, where its journal is."""
    with FakeSalesforce(clock=Clock.running(), tls=has_tls) as salesforce:
        salesforce.create_org(data=made_org / "org.sqlite")
        yield salesforce


@pytest.fixture
def org(served: FakeSalesforce) -> Org:
    """The org that is served."""
    return served.orgs[0]


@pytest.fixture
def run_section(
    served: FakeSalesforce, org: Org, made_org: Path, sections: dict[str, list[Step]]
) -> RunSection:
    """Run a section, with what ``serve --json`` prints in its environment."""
    facts = serve_command._facts(served, org, org.user("integration@example.com"))
    environment = {f"SALESFORCE_{name.upper()}": value for name, value in facts.items()}

    def run_one(heading: str, *, first_on_path: Iterable[Path] = ()) -> None:
        client_runs.run(
            sections[heading], made_org, environment=environment, first_on_path=first_on_path
        )

    return run_one


@pytest.fixture(scope="session")
def node() -> node_clients.Node:
    """Node, from PyPI or the machine."""
    try:
        return node_clients.node()
    except node_clients.NotHadError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def node_modules(node: node_clients.Node, pytestconfig: pytest.Config) -> Path:
    """The Node clients, installed as they are pinned."""
    pins = pytestconfig.rootpath / "tests" / "clients" / "node"
    cache = os.environ.get("SFCONNECTOR_NODE_CLIENTS")
    assert pytestconfig.cache is not None
    folder = pytestconfig.cache.mkdir("node_clients") if cache is None else Path(cache)
    try:
        return node_clients.installed(node, pins, folder)
    except node_clients.NotHadError as error:
        pytest.skip(str(error))


@pytest.fixture
def node_clients_here(node_modules: Path, node: node_clients.Node, made_org: Path) -> list[Path]:
    """The Node clients beside what a section writes; the folders of their commands and Node's."""
    (made_org / "node_modules").symlink_to(node_modules)
    return [node_modules / ".bin", node.program.parent]


@pytest.fixture(scope="session")
def curl() -> None:
    """The machine's curl, of which ``--json`` is asked."""
    program = shutil.which("curl")
    if program is None:
        pytest.skip("there is no curl here")
    told = subprocess.run([program, "--help", "all"], capture_output=True, text=True, check=True)
    if "--json" not in told.stdout:
        pytest.skip("this curl is older than 7.82: it has no --json")


@pytest.fixture
def check_table(served: FakeSalesforce, page_path: Path) -> Callable[[str], None]:
    """Hold a client's column of the page's table against the journal, or write it if told to.

    What curl asked in the section of another client, as for a session, is not that client's.
    """

    def check(client: str) -> None:
        asked = {
            each.resource
            for each in served.journal.exchanges
            if 200 <= each.status < 400 and _is_by_curl(each) == (client == "curl")
        }
        page = page_path.read_text(encoding="utf-8")
        told = client_page.table(page)
        if os.environ.get(WRITES_TABLE) and told[client] != asked:
            written = client_page.with_table(page, told | {client: asked})
            page_path.write_text(written, encoding="utf-8")
            pytest.fail(f"the column {client} of {page_path} has been written anew")
        assert told[client] == asked, f"{WRITES_TABLE}=1 has the column {client} written anew"

    return check


def _is_by_curl(exchange: Exchange) -> bool:
    return dict(exchange.request_headers).get("User-Agent", "").startswith("curl/")
