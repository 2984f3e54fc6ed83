"""What is tested is what was installed, not the checkout beside it."""

from __future__ import annotations

import sysconfig
from importlib import import_module
from pathlib import Path

import pytest


@pytest.mark.parametrize("name", ["sfconnector", "fake_salesforce", "sfconformance"])
def test_package_lies_in_site_packages(name: str, pytestconfig: pytest.Config) -> None:
    """Under tox each package comes from the built wheel, which a checkout would shadow."""
    package = import_module(name)
    assert package.__file__ is not None
    where = Path(package.__file__).resolve()
    if _is_editable(pytestconfig.rootpath):
        assert where.is_relative_to(pytestconfig.rootpath)
    else:
        assert where.is_relative_to(Path(sysconfig.get_paths()["purelib"]).resolve())


def _is_editable(root: Path) -> bool:
    """Tell whether the checkout itself was installed, as ``pip install -e`` does."""
    site_packages = Path(sysconfig.get_paths()["purelib"])
    return any(
        str(root) in path.read_text(encoding="utf-8").split()
        for path in site_packages.glob("_*sfconnector*.pth")
    )
