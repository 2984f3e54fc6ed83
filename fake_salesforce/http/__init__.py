"""What every request goes through: reading its body, letting it in, answering, refusing.

No rule of Salesforce's data lives here, and no resource; ``app.py`` puts these together with the
resources of ``api/`` and the doors of ``login/``.
"""
