"""What this machine has of everything the program needs, with a remedy beside each problem.

It looks and reports; it repairs nothing. Findings come one by one, since loading the libraries takes seconds.
"""

import importlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from importlib import metadata
from pathlib import Path

from dfm.core import cache, places, weights
from dfm.core.errors import DfmError
from dfm.core.evaluation.machine import this_machine

OLDEST_PYTHON = (3, 11)
LITTLE_SPACE = 2 << 30
REINSTALL = "install the program again: pip install -c constraints.txt -e . in its folder"


class State(Enum):
    """How a finding stands: fine, worth knowing, or in the way of the work."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; a remedy stands beside everything that is not fine."""

    topic: str
    name: str
    state: State
    value: str
    remedy: str = ""


_LIBRARIES = (
    ("av", "av"),
    ("numpy", "numpy"),
    ("scipy", "scipy"),
    ("opencv-python", "cv2"),
    ("mediapipe", "mediapipe"),
    ("numba", "numba"),
    ("scenedetect", "scenedetect"),
    ("safetensors", "safetensors"),
    ("torch", "torch"),
    ("face-alignment", ""),
    ("scikit-image", ""),
)
"""Distributions, and the module that is loaded to see whether it works ("" is not loaded: it is slow)."""

_ENCODERS = (
    ("libx264", "--codec h264", True),
    ("libx265", "--codec hevc", False),
    ("prores_ks", "--codec prores", False),
    ("ffv1", "--codec ffv1", False),
    ("aac", "sound that a container cannot take as it is", False),
)
"""Encoders, what each is for, and whether the program is of no use without it."""

_SYSTEM_LIBRARIES = ("libEGL.so.1", "libGLESv2.so.2")
"""What MediaPipe loads from a Linux system when it opens a model."""

_NEEDED_WEIGHTS = ("face_landmarker", "face_model", "shading", "reference", "affect")


def examine() -> Iterator[Finding]:
    """Look at everything, topic by topic."""
    yield from _program()
    yield from _libraries()
    yield from _devices()
    yield from _codecs()
    yield from _weights()
    yield from _cache()


def _program() -> Iterator[Finding]:
    import dfm

    machine = this_machine()
    yield Finding("program", "dfm", State.OK, dfm.__version__)
    good = sys.version_info >= OLDEST_PYTHON
    yield Finding(
        "program",
        "python",
        State.OK if good else State.PROBLEM,
        f"{machine.python} at {sys.executable}",
        "" if good else "install Python 3.11 or later",
    )
    yield Finding("program", "system", State.OK, machine.system)


def _libraries() -> Iterator[Finding]:
    for distribution, module in _LIBRARIES:
        yield _library(distribution, module)
    if sys.platform == "linux":
        yield from (_system_library(name) for name in _SYSTEM_LIBRARIES)
    yield from _two_opencvs()


def _library(distribution: str, module: str) -> Finding:
    """Whether a library is installed and can be loaded."""
    try:
        version = metadata.version(distribution)
        if module:
            importlib.import_module(module)
    except metadata.PackageNotFoundError:
        return Finding("libraries", distribution, State.PROBLEM, "not installed", REINSTALL)
    except (ImportError, OSError, RuntimeError, AttributeError) as error:
        absent = "libGL" in str(error) or "libgthread" in str(error)
        remedy = "apt install libgl1 libglib2.0-0" if absent else REINSTALL
        return Finding("libraries", distribution, State.PROBLEM, f"does not load: {error}", remedy)
    return Finding("libraries", distribution, State.OK, version)


def _system_library(name: str) -> Finding:
    import ctypes

    try:
        ctypes.CDLL(name)
    except OSError:
        return Finding("libraries", name, State.PROBLEM, "not found", "apt install libegl1 libgles2")
    return Finding("libraries", name, State.OK, "found")


def _two_opencvs() -> Iterator[Finding]:
    """Both OpenCV packages fill one folder, so that different versions of them break each other."""
    try:
        plain, contrib = metadata.version("opencv-python"), metadata.version("opencv-contrib-python")
    except metadata.PackageNotFoundError:
        return
    if plain != contrib:
        yield Finding(
            "libraries",
            "opencv-contrib-python",
            State.PROBLEM,
            f"{contrib}, while opencv-python is {plain}",
            f"pip install --force-reinstall opencv-python=={contrib} opencv-contrib-python=={contrib}",
        )


def _devices() -> Iterator[Finding]:
    machine = this_machine()
    memory = f"{machine.memory / 2**30:.1f} GiB of memory" if machine.memory else "memory unknown"
    yield Finding("devices", "processor", State.OK, f"{machine.processor}, {machine.cores} cores, {memory}")
    yield Finding("devices", "accelerator", State.OK, _accelerator())


def _accelerator() -> str:
    """The devices that torch can use beside the processor, and what draws where nobody chooses."""
    try:
        import torch
    except (ImportError, OSError):
        return "unknown, torch does not load"
    if torch.cuda.is_available():
        count = torch.cuda.device_count()
        names = ", ".join(torch.cuda.get_device_name(number) for number in range(count))
        return f"{names}; the reference renderer uses it (--device auto means cuda)"
    if torch.backends.mps.is_available():
        return "Apple Metal, which is not used: the processor draws (--device auto means cpu)"
    return "none; the processor does everything (--device auto means cpu)"


def _codecs() -> Iterator[Finding]:
    try:
        from av.codec import Codec
    except (ImportError, OSError):
        return
    for name, purpose, needed in _ENCODERS:
        try:
            Codec(name, "w")
        except ValueError:
            state = State.PROBLEM if needed else State.NOTE
            yield Finding("codecs", name, state, f"absent: no {purpose}", "pip install --force-reinstall av")
        else:
            yield Finding("codecs", name, State.OK, purpose)


def _weights() -> Iterator[Finding]:
    try:
        rows = {row.name: row for row in weights.table()}
    except DfmError as error:
        yield Finding("weights", weights.SHIPPED_TABLE, State.PROBLEM, str(error), REINSTALL)
        return
    for name in dict.fromkeys([*_NEEDED_WEIGHTS, *rows]):
        row = rows.get(name)
        if row is None:
            yield Finding(
                "weights", name, State.PROBLEM, "not shipped", f"{REINSTALL}, or train it with `dfm train`"
            )
        else:
            yield _weight(row)


def _weight(row: weights.Weights) -> Finding:
    """Where a model file is, or how it can be had."""
    status = weights.locate(row)
    wrong = ", ".join(map(str, status.wrong))
    if status.path is not None and wrong:
        return Finding(
            "weights",
            row.name,
            State.NOTE,
            f"{status.path}; passed over: {wrong}",
            "remove what is passed over",
        )
    if status.path is not None:
        return Finding("weights", row.name, State.OK, str(status.path))
    needed = row.name in _NEEDED_WEIGHTS
    value = f"wrong file {wrong}" if wrong else "absent" if needed else "absent, needed only when asked for"
    return Finding("weights", row.name, State.PROBLEM if needed or wrong else State.NOTE, value, row.remedy)


def _cache() -> Iterator[Finding]:
    folder = places.cache_folder()
    failure = _cannot_write(folder)
    if failure:
        remedy = "make it writable, or set DFM_CACHE_DIR to a folder that is"
        yield Finding("cache", "folder", State.PROBLEM, f"{folder}: {failure}", remedy)
        return
    kept = cache.entries()
    size = cache.size_of(folder) / 2**20
    yield Finding("cache", "folder", State.OK, f"{folder}, {len(kept)} analyses, {size:.1f} MiB in all")
    free = shutil.disk_usage(folder).free
    little = free < LITTLE_SPACE
    yield Finding(
        "cache",
        "free space",
        State.NOTE if little else State.OK,
        f"{free / 2**30:.1f} GiB",
        "free some space, or run `dfm cache clear`" if little else "",
    )


def _cannot_write(folder: Path) -> str:
    """Why nothing can be written into a folder, or nothing where it can."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".part"):
            return ""
    except OSError as error:
        return error.strerror or str(error)
