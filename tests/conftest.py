"""What every test shares: a cache of its own, so that no test reads or fills the user's, and the demo clip.

The clip is made once and kept from run to run, under a key of all that it is made with.
"""

import hashlib
import os
import signal
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from dfm.core import places

ROOT = Path(__file__).resolve().parents[1]
MADE_WITH = ("demo", "faces", "media", "motion", "render")


@pytest.fixture(scope="session", autouse=True)
def signals_that_count() -> None:
    """A run in the background may ignore signals, and its children would too: tests of Ctrl-C need them."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture(scope="session", autouse=True)
def cache_of_the_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the cache and the state of all tests, and of the processes they start, in temporary folders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DFM_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("DFM_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session")
def demo_clip(request: pytest.FixtureRequest, cache_of_the_session: None) -> Path:
    """Five seconds of a person who talks, blinks and moves: 640 x 640 pixels, 30 frames/s, with sound."""
    return _kept_clip(request.config, seconds=5, size=640)


@pytest.fixture(scope="session")
def short_clip(request: pytest.FixtureRequest, cache_of_the_session: None) -> Path:
    """Two seconds of the same person, 320 x 320 pixels."""
    return _kept_clip(request.config, seconds=2, size=320)


def _kept_clip(config: pytest.Config, *, seconds: int, size: int) -> Path:
    """A clip from an earlier run, or a new one; those of other code are thrown away."""
    from dfm.core.demo import make_demo_clip
    from dfm.core.jobs import drain

    folder = Path(config.cache.mkdir("demo_clip")) if config.cache else places.cache_folder()
    clip = folder / f"demo-{seconds}s-{size}px-{_key()}.mp4"
    if not clip.exists():
        for stale in folder.glob(f"demo-{seconds}s-{size}px-*.mp4"):
            stale.unlink(missing_ok=True)
        drain(make_demo_clip(clip, seconds=seconds, size=size))
    os.utime(clip)
    return clip


def _key() -> str:
    """A digest of the code, the resources and the libraries that the clip is made with."""
    digest = hashlib.sha256()
    for name in ("av", "opencv-python", "mediapipe", "scikit-image", "numpy"):
        digest.update(f"{name} {metadata.version(name)}".encode())
    sources = [path for room in MADE_WITH for path in sorted((ROOT / "dfm" / "core" / room).glob("*.py"))]
    for path in [*sources, *sorted((ROOT / "resources").glob("*.safetensors"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
