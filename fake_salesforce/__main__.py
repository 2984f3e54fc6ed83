"""``python -m fake_salesforce``."""

from .cli import main

main()
