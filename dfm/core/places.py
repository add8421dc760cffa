"""Where the program's own files live: the shipped resources, the cache and the settings.

    DFM_CACHE_DIR        the cache, instead of the system's own place for caches
    DFM_STATE_DIR        what must outlive a crash, instead of the system's own place for it
    DFM_RESOURCES_DIR    the resources, instead of those shipped with the program

It names folders and makes none.
"""

import os
import sys
from pathlib import Path

from dfm.core.errors import DfmError

_PACKAGE = Path(__file__).resolve().parents[1]


def resources_folder() -> Path:
    """The shipped resources: `dfm/resources` of an installed wheel, `resources` of a source tree."""
    if chosen := os.environ.get("DFM_RESOURCES_DIR"):
        return Path(chosen)
    for folder in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        if folder.is_dir():
            return folder
    raise DfmError(f"The folder {_PACKAGE / 'resources'} is missing; install the program again.")


def cache_folder() -> Path:
    """The folder of everything that can be made or fetched again."""
    if chosen := os.environ.get("DFM_CACHE_DIR"):
        return Path(chosen)
    return _system_folder("XDG_CACHE_HOME", ".cache", "Library/Caches", "cache")


def config_folder() -> Path:
    """The folder of the user's settings."""
    return _system_folder("XDG_CONFIG_HOME", ".config", "Library/Application Support", "config")


def presets_folder() -> Path:
    """The part of the settings that keeps the user's presets."""
    return config_folder() / "presets"


def state_folder() -> Path:
    """The folder of what must not be lost, and is neither a setting nor a file that the user named."""
    if chosen := os.environ.get("DFM_STATE_DIR"):
        return Path(chosen)
    return _system_folder("XDG_STATE_HOME", ".local/state", "Library/Application Support", "state")


def autosave_folder() -> Path:
    """The part of the state that keeps copies of open projects."""
    return state_folder() / "autosave"


def analysis_folder() -> Path:
    """The part of the cache that keeps what was found in each video."""
    return cache_folder() / "analysis"


def rendered_folder() -> Path:
    """The part of the cache that keeps finished frames of edits."""
    return cache_folder() / "rendered"


def scrub_folder() -> Path:
    """The part of the cache that keeps videos in a form whose frames are found at once."""
    return cache_folder() / "scrub"


def weights_folder() -> Path:
    """The part of the cache that keeps fetched model files."""
    return cache_folder() / "weights"


def hub_folder() -> Path:
    """Where PyTorch, and the libraries built on it, keep the model files that they fetch."""
    home = os.environ.get("TORCH_HOME") or Path(os.environ.get("XDG_CACHE_HOME") or _home(".cache")) / "torch"
    return Path(home) / "hub" / "checkpoints"


def _system_folder(variable: str, linux: str, mac: str, windows: str) -> Path:
    """The program's folder in the place that this system keeps for such files."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or _home("AppData/Local")) / "dfm" / windows
    if sys.platform == "darwin":
        return _home(mac) / "dfm"
    return Path(os.environ.get(variable) or _home(linux)) / "dfm"


def _home(part: str) -> Path:
    """A folder below the user's home, or below the current folder where there is no home."""
    try:
        return Path.home() / part
    except RuntimeError:
        return Path(part)
