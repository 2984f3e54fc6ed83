"""Control of a running fake, with three equal faces: Python methods, JSON, shell commands.

``verbs/`` has a file for each noun and in it a function for each verb; ``verb.py`` tells what a
verb is. From that one definition come the route below ``/_fake/`` (``panel.py``), its part of the
OpenAPI document (``openapi.py``) and the command (``fake_salesforce/cli/``). To add a noun, write
its file and add it to the tuple in ``verbs/__init__.py``.
"""

from .panel import Panel
from .verb import Verb
from .verbs import VERBS

__all__ = ["VERBS", "Panel", "Verb"]
