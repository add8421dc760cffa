"""How many threads the libraries of others may start: to be said before numpy is loaded."""

import os


def limit_threads() -> None:
    """Let OpenBLAS work alone, unless the user said otherwise: more threads only spin on matrices as small as
    ours."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
