"""The doors: SOAP login and the OAuth token endpoint. One file each; they need no session."""
