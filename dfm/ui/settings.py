"""What the editor remembers between two starts: one row a setting, in one readable file.

A value that cannot be read counts as its default. It knows no widget; the preferences dialog shows the rows
that have words.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtCore import QByteArray, QSettings

from dfm.core import places

Value = TypeVar("Value", str, int, bool, QByteArray)


@dataclass(frozen=True, slots=True)
class Setting(Generic[Value]):
    """One setting: its key in the file, what it is at first, and which values it may have."""

    key: str
    default: Value
    choices: tuple[Value, ...] = ()


THEME = Setting("look/theme", "dark", ("dark", "light", "system"))
RENDERER = Setting("work/renderer", "reference", ("instant", "reference"))
DEVICE = Setting("work/device", "auto", ("auto", "cpu", "cuda"))
AUTOSAVE_SECONDS = Setting("work/autosave_seconds", 60, (15, 30, 60, 120, 300))
CACHE_FOLDER = Setting("cache/folder", "")
"""Where the cache lies; empty for the system's own place. DFM_CACHE_DIR goes before it."""
CACHE_GIGABYTES = Setting("cache/gigabytes", 10)
RECENT_FILES = Setting("files/recent", "")
"""Videos and projects that were opened, the latest first, one a line."""
LAST_FOLDER = Setting("files/folder", "")
CONSENTED = Setting("work/consented", False)
"""Whether the user has said to edit only people who agreed to it."""
EXPORT_CODEC = Setting("export/codec", "h264", ("h264", "hevc", "prores", "ffv1"))
EXPORT_QUALITY = Setting("export/quality", -1)
"""What the encoder of that codec is told; -1 for the usual."""
EXPORT_AUDIO = Setting("export/audio", True)
EXPORT_SIDE_BY_SIDE = Setting("export/side_by_side", False)
EXPORT_SHOW_FOLDER = Setting("export/show_folder", True)
TIPS_SEEN = Setting("window/tips_seen", "")
"""Names of the first-run tips that were followed or closed, with commas between."""
GEOMETRY = Setting("window/geometry", QByteArray())
SPLIT_ROWS = Setting("window/split_rows", QByteArray())
SPLIT_COLUMNS = Setting("window/split_columns", QByteArray())


class Settings:
    """Reads and writes settings by their rows."""

    def __init__(self, path: str | None = None) -> None:
        self._file = QSettings(path or str(places.config_folder() / "editor.ini"), QSettings.Format.IniFormat)

    def get(self, setting: Setting[Value]) -> Value:
        """The value as it is remembered, or the default."""
        stored = self._file.value(setting.key)
        value = _read(stored, setting.default)
        return value if not setting.choices or value in setting.choices else setting.default

    def set(self, setting: Setting[Value], value: Value) -> None:
        """Remember a value from now on."""
        self._file.setValue(setting.key, value)

    def save(self) -> None:
        """Write the file now."""
        self._file.sync()


def folder_of(present: str | None, settings: Settings) -> str:
    """Where a present file lies, else where files were chosen last."""
    if present is not None and Path(present).parent.is_dir():
        return str(Path(present).parent)
    return settings.get(LAST_FOLDER)


def _read(stored: object, default: Value) -> Value:
    """A stored value as one of the kind of the default, or the default."""
    try:
        if isinstance(default, bool):
            return str(stored).lower() == "true" if stored is not None else default
        if isinstance(default, int):
            return int(str(stored))
    except ValueError:
        return default
    return stored if isinstance(stored, type(default)) else default
