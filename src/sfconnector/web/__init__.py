"""The page Settings > Connectors > CRM > Salesforce: rendered by the server, whole without scripts.

It shows what the facade tells and does what its buttons say; about the connection itself it decides
nothing. A secret comes in by a form and goes to the facade. No answer, URL or log line of the page
ever holds one, and neither does what it remembers between an act and the page that tells of it.
"""

from sfconnector.web.application import create_app

__all__ = ["create_app"]
