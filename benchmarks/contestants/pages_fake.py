"""Pages as the fake makes them for an administrator."""

from lap import USERNAME
from pages import make_pages

make_pages(USERNAME)
