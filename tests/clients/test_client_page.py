"""The page of clients is well made, and what runs it fails where it should.

What the clients themselves do is tested in ``page/``, in environments that have them.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import client_page
import client_runs
import node_clients
from client_page import File, Script
from fake_salesforce import FakeSalesforce

PAGE = """# Title

## One

```python
# a.py
print("a")
```

```sh
export A=1
python3 a.py
```

```text
a
```

```sh
test "$A" = 1
```

## Table

| Resource | b | c |
| --- | --- | --- |
| `query` | yes |  |

The end.
"""


@pytest.fixture
def page(pytestconfig: pytest.Config) -> str:
    """The page's text."""
    return (pytestconfig.rootpath / "docs" / "clients.md").read_text(encoding="utf-8")


def test_each_column_is_a_section(page: str) -> None:
    """Each client of the table has a section with something to run, and has asked something."""
    sections, table = client_page.sections(page), client_page.table(page)
    assert len(table) == 5
    for client, asked in table.items():
        (heading,) = (each for each in sections if each.partition(",")[0] == client)
        assert any(isinstance(each, Script) for each in sections[heading])
        assert "query" in asked or "query_all" in asked


def test_each_section_is_run(page: str, pytestconfig: pytest.Config) -> None:
    """What the page shows is run: each section with something to run is named by a test."""
    folder = pytestconfig.rootpath / "tests" / "clients" / "page"
    tests = "".join(each.read_text(encoding="utf-8") for each in folder.glob("test_*.py"))
    headings = [heading for heading, steps in client_page.sections(page).items() if steps]
    assert len(headings) == 7
    assert [each for each in headings if f'"{each}"' not in tests] == []


def test_each_row_is_a_resource(page: str, salesforce: FakeSalesforce) -> None:
    """The table names resources as the journal does, and is written as the code writes it."""
    table = client_page.table(page)
    assert set().union(*table.values()) <= salesforce.resource_names
    assert client_page.with_table(page, table) == page


def test_steps_of_a_section() -> None:
    """A named block is a file, a shell block is run, and a text is what the one before prints."""
    assert client_page.sections(PAGE) == {
        "One": [
            File("a.py", '# a.py\nprint("a")\n'),
            Script("export A=1\npython3 a.py\n", "a\n"),
            Script('test "$A" = 1\n'),
        ],
        "Table": [],
    }


def test_table_is_written_anew() -> None:
    """Rows come and go with what was asked, sorted; the rest of the page stays."""
    written = client_page.with_table(PAGE, {"b": {"z", "a"}, "c": {"z"}})
    assert client_page.table(written) == {"b": {"z", "a"}, "c": {"z"}}
    assert written.endswith("| `a` | yes |  |\n| `z` | yes | yes |\n\nThe end.\n")
    assert written.startswith(PAGE[: PAGE.index("| `query`")])
    with pytest.raises(ValueError, match="the table has columns of"):
        client_page.with_table(PAGE, {"b": set()})


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [(("python3 a.py", "true"), "a.py is not run"), (("# a.py\n", ""), "has no file name")],
)
def test_block_that_nothing_runs_is_refused(changed: tuple[str, str], complaint: str) -> None:
    """A page cannot show code that its tests pass over."""
    with pytest.raises(ValueError, match=complaint):
        client_page.sections(PAGE.replace(*changed))


def test_blocks_are_run_in_order(tmp_path: Path) -> None:
    """Files are written, exports last, and what is printed is compared."""
    steps = client_page.sections(PAGE)["One"]
    client_runs.run(steps, tmp_path, environment={})
    with pytest.raises(client_runs.BlockError, match="the page says that this prints"):
        client_runs.run([Script("echo b", "a")], tmp_path, environment={})
    with pytest.raises(client_runs.BlockError, match="the block ended with 3"):
        client_runs.run([Script("(exit 3) | true\ntrue")], tmp_path, environment={})


def test_blocks_see_no_settings_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client is not led elsewhere by what the machine's environment says."""
    monkeypatch.setenv("HTTP_PROXY", "http://192.0.2.1")
    text = 'test -z "${HTTP_PROXY:-}" && test "$HOME" = "$PWD" && test "$B" = 2'
    client_runs.run([Script(text)], tmp_path, environment={"B": "2"})


def _node_of_version(version: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("node", "npm"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho {version}\n", encoding="utf-8")
        program.chmod(0o755)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setenv("PATH", f"{folder}")


def test_old_node_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's Node is taken if it is new enough; an older one or none cannot be had."""
    _node_of_version("v22.19.0", tmp_path, monkeypatch)
    assert node_clients.node().program == tmp_path / "node"
    _node_of_version("v20.20.2", tmp_path, monkeypatch)
    with pytest.raises(node_clients.NotHadError, match=r"is Node v20\.20\.2"):
        node_clients.node()
    shutil.rmtree(tmp_path)
    with pytest.raises(node_clients.NotHadError, match="there is no Node"):
        node_clients.node()


def test_clients_that_npm_does_not_give(tmp_path: Path) -> None:
    """A failed installation is told, and is no installation the next time either."""
    pins = tmp_path / "pins"
    pins.mkdir()
    for name in ("package.json", "package-lock.json"):
        (pins / name).write_text("{}", encoding="utf-8")
    failing = node_clients.Node(Path("node"), ("sh", "-c", "echo no such package >&2; exit 1"))
    for _ in range(2):
        with pytest.raises(node_clients.NotHadError, match="no such package"):
            node_clients.installed(failing, pins, tmp_path / "cache")
    working = node_clients.Node(Path("node"), ("sh", "-c", "mkdir node_modules"))
    found = node_clients.installed(working, pins, tmp_path / "cache")
    assert found.is_dir()
    assert node_clients.installed(failing, pins, tmp_path / "cache") == found
