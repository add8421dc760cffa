"""The studio's jobs, apart from the window."""

import subprocess
import sys

LOADED_FIRST = """
import sys
from pathlib import Path
from types import SimpleNamespace

import dfm.core.analyze
from dfm.ui import work

loaded = []

def analyze(path):
    yield from ()
    loaded.append(hasattr(sys.modules.get("torch"), "Tensor"))

dfm.core.analyze.analyze = analyze
assert "torch" not in sys.modules
for _ in work.find(SimpleNamespace(path=Path("clip.mp4"))):
    pass
assert loaded == [True], loaded
"""


def test_pytorch_is_whole_before_faces_are_found() -> None:
    """Threads that plan load it otherwise, while SciPy smooths in others and finds half of it."""
    subprocess.run([sys.executable, "-c", LOADED_FIRST], check=True, timeout=120)
