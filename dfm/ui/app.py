"""Starts the editor: a window as soon as possible, everything heavy after its first paint.

The libraries of the engine come with Qt plugins of their own; those are kept away from this Qt.
"""

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from dfm.core import cache
from dfm.core.errors import DfmError
from dfm.core.threads import limit_threads
from dfm.ui.desk import Desk
from dfm.ui.garbage import GarbageCollector
from dfm.ui.interrupts import Interrupts
from dfm.ui.jobs import failure_of
from dfm.ui.screen import missing_packages, screen_name
from dfm.ui.settings import CACHE_FOLDER, CACHE_GIGABYTES, THEME, Settings
from dfm.ui.theme import THEMES, system_theme, theme_hub
from dfm.ui.window import EditorWindow

SWITCH_SECONDS = 0.0005
"""How long a thread of the engine may keep the interpreter from the window."""
_PLUGIN_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR", "QT_PLUGIN_PATH")


def start(path: Path | None = None) -> int:
    """Show the window, with a video or project in it where one is named, until it is closed."""
    forget_foreign_plugins()
    _refuse_without_screen()
    share_the_machine()
    application = QApplication(["dfm"])
    application.setApplicationName("dfm")
    application.setApplicationDisplayName("Deep Facial Manipulator")
    settings = Settings()
    if folder := settings.get(CACHE_FOLDER):
        os.environ.setdefault("DFM_CACHE_DIR", folder)
    use_theme(settings)
    desk = Desk()
    sys.excepthook = _teller(desk)
    interrupts = Interrupts(application)
    window = EditorWindow(desk, settings)
    garbage = GarbageCollector(lambda: window.players.playback.is_playing)
    window.show()
    QTimer.singleShot(0, window, lambda: window.files.begin(path))
    code = application.exec()
    del interrupts
    garbage.stop()
    window.jobs.stop_all()
    window.studio.close()
    with contextlib.suppress(DfmError, OSError):
        cache.trim(settings.get(CACHE_GIGABYTES) * 10**9)
    return code


def _teller(desk: Desk) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """What is unforeseen is told in the window, and on standard error for those who watch it."""

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, error, trace)
        desk.failed.emit(failure_of(error))

    return tell


def _refuse_without_screen() -> None:
    """DfmError where Qt would end the process."""
    if not screen_name():
        raise DfmError(
            "There is no screen for a window: set DISPLAY, or use a command; `dfm --help` lists them."
        )
    platform = os.environ.get("QT_QPA_PLATFORM") or ("" if os.environ.get("WAYLAND_DISPLAY") else "xcb")
    if platform == "xcb" and (missing := missing_packages()):
        raise DfmError(f"Qt cannot open a window here: run `apt install {' '.join(missing)}`.")


def use_theme(settings: Settings) -> None:
    """Dress the application as the settings say."""
    theme_hub.use(THEMES.get(settings.get(THEME)) or system_theme())


def share_the_machine() -> None:
    """Keep the engine's threads from standing in the window's way; to be called before numpy is loaded."""
    sys.setswitchinterval(SWITCH_SECONDS)
    limit_threads()


def forget_foreign_plugins() -> None:
    """Forget the Qt plugins that OpenCV names when it is imported; they belong to another Qt."""
    for name in _PLUGIN_VARIABLES:
        if f"{os.sep}cv2{os.sep}" in os.environ.get(name, ""):
            del os.environ[name]
