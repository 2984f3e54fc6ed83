"""Managed packages as data files: what each version brings into an org that installs it."""

from .package import Package, PackageVersion, Release, packages, read_package

__all__ = ["Package", "PackageVersion", "Release", "packages", "read_package"]
