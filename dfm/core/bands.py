"""Work on the rows of a picture, on two cores where it is large. The work must leave Python's lock alone."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

LARGE = 40_000
"""From so many pixels on two cores are worth their trouble."""


def in_bands(work: Callable[[int, int], None], height: int, width: int) -> None:
    """Let `work` do all rows, from the first given to before the second; large pictures in two halves.

    Each row must come out the same in whatever company.
    """
    if height * width < LARGE or (os.cpu_count() or 1) < 2:
        work(0, height)
        return
    half = _helpers().submit(work, height // 2, height)
    try:
        work(0, height // 2)
    finally:
        half.result()


@lru_cache(maxsize=1)
def _helpers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(1, (os.cpu_count() or 2) // 2), "rows")
