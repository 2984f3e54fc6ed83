"""The same pages for a user with private sharing and hidden fields."""

from pages import make_pages

make_pages("restricted@example.com")
