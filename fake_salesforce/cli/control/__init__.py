"""The commands that control a running fake: one for each verb, made from its definition."""

from .commands import noun_group, nouns

__all__ = ["noun_group", "nouns"]
