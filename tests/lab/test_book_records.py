"""The records that the book shows belong to the experiments as they are now."""

import pytest

from gradbook import lab


@pytest.mark.parametrize("name", lab.names())
def test_no_record_of_the_book_is_stale(name):
    stale = lab.experiment(name).recorded().stale
    assert stale == [], f"record {name} again, or remove its record"
