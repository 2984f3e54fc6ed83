"""The doors: a login, by whatever way it comes, and how each way says that it was refused."""

from .attempts import Visitor, log_in

__all__ = ["Visitor", "log_in"]
