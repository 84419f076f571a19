"""The house and its hall, as the tests of the pages have them."""

from tests.web.conftest import house
from tests.web.test_poll_pages import stage

__all__ = ["house", "stage"]
