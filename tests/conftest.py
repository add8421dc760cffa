"""What every test shares: a cache of its own, so that no test reads or fills the user's."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def cache_of_the_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the cache of all tests, and of the processes they start, in one temporary folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DFM_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield
