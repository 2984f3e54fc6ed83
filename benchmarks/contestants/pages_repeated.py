"""The pages of a query that was asked before, for a user with private sharing and hidden fields."""

from pages import make_pages

make_pages("restricted@example.com", is_repeated=True)
