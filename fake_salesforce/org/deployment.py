"""A file of additions to an org's schema: all of them are made, or none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from fake_salesforce.schema import Schema
from fake_salesforce.schema.custom import Additions

from .customization import Customization
from .database import Database
from .rule_book import RuleBook

_FILE: TypeAdapter[dict[str, Additions]] = TypeAdapter(dict[str, Additions])


class Deployment:
    """Adds what files list to one org."""

    def __init__(
        self,
        database: Database,
        *,
        schema: Schema,
        customization: Customization,
        rule_book: RuleBook,
    ) -> None:
        self._database = database
        self._schema = schema
        self._customization = customization
        self._rule_book = rule_book

    def deploy(self, path: Path) -> None:
        """Add what a YAML (or JSON) file lists, by object name; nothing if a part is at fault.

        Raises:
            ValueError: the file is not of that form, or an addition is refused.
        """
        text = path.read_text(encoding="utf-8")
        try:
            loaded = yaml.safe_load(text) or {}
        except yaml.YAMLError as error:
            message = f"{path} holds no additions to a schema: {error}"
            raise ValueError(message) from error
        self.add_all(loaded, source=str(path))

    def add_all(self, loaded: object, *, source: str) -> None:
        """Add what the content of such a file lists; nothing if a part is at fault.

        Args:
            loaded: what was read, additions by object name.
            source: where it was read, for the message of an error.

        Raises:
            ValueError: it is not of that form, or an addition is refused.
        """
        try:
            by_object = _FILE.validate_json(json.dumps(_named(loaded)))
        except (ValidationError, TypeError) as error:
            message = f"{source} holds no additions to a schema: {error}"
            raise ValueError(message) from error
        self.make(by_object)

    def make(self, by_object: Mapping[str, Additions]) -> None:
        """Make additions, by object name; none if one is at fault.

        Raises:
            ValueError: an addition is refused.
        """
        kept = list(self._schema)
        try:
            with self._database.write():
                for additions in by_object.values():
                    if additions.object is not None:
                        self._customization.add_object(additions.object)
                for name, additions in by_object.items():
                    self._add_all(name, additions)
                for name, additions in by_object.items():
                    self._add_rules(name, additions)
        except BaseException:
            self._schema.restore(kept)
            raise

    def _add_all(self, name: str, additions: Additions) -> None:
        for field in additions.fields_:
            self._customization.add_field(name, field)
        for record_type in additions.record_types:
            self._customization.add_record_type(name, record_type)
        for value in additions.picklist_values:
            self._customization.add_picklist_value(name, value)

    def _add_rules(self, name: str, additions: Additions) -> None:
        for validation_rule in additions.validation_rules:
            self._rule_book.add_validation_rule(name, validation_rule)
        for duplicate_rule in additions.duplicate_rules:
            self._rule_book.add_duplicate_rule(name, duplicate_rule)
        for rule_name in additions.active_duplicate_rules:
            self._rule_book.activate_duplicate_rule(name, rule_name)
        for assignment_rule in additions.assignment_rules:
            self._rule_book.add_assignment_rule(name, assignment_rule)


def _named(loaded: object) -> object:
    """Return what a file holds with the name of each custom object in its definition."""
    if isinstance(loaded, dict):
        for name, additions in loaded.items():
            if isinstance(additions, dict) and isinstance(additions.get("object"), dict):
                additions["object"].setdefault("name", name)
    return loaded
