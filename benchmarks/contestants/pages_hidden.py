"""The same pages for a user with hidden fields who may view all leads."""

from pages import make_pages

make_pages("hidden@example.com")
