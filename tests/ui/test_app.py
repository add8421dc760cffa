"""The program as it is started: its window needs nothing heavy, and it ends when told to."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dfm.core.errors import DfmError
from dfm.ui import app
from dfm.ui.app import forget_foreign_plugins
from dfm.ui.settings import THEME, Settings
from dfm.ui.theme import current_theme

SHOWN = """
import {first}
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from dfm.ui import app
from dfm.ui.window import EditorWindow

class Watched(EditorWindow):
    def showEvent(self, event):
        super().showEvent(event)
        QTimer.singleShot(0, self, self.tell)

    def tell(self):
        blank = self.grab().toImage().allGray()
        print(QGuiApplication.platformName(), "blank" if blank else "drawn", flush=True)
        {then}

app.EditorWindow = Watched
raise SystemExit(app.start())
"""


def _command(then: str = "self.close()", first: str = "sys") -> list[str]:
    return [sys.executable, "-c", SHOWN.format(then=then, first=first)]


def test_the_window_is_there() -> None:
    done = subprocess.run(_command(), capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.split()[1:]) == (0, ["drawn"])


def test_nothing_heavy_is_loaded_before_the_window_shows() -> None:
    then = "import sys; print(*sys.modules); self.close()"
    done = subprocess.run(_command(then), capture_output=True, text=True, timeout=60, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert loaded & {"av", "cv2", "mediapipe", "numba", "pyqtgraph", "scipy", "torch", "qtawesome"} == set()


@pytest.mark.x11
def test_it_shows_under_x_even_after_opencv() -> None:
    done = subprocess.run(_command(first="cv2"), capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.split()) == (0, ["xcb", "drawn"])


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_it_ends_when_told_to() -> None:
    process = subprocess.Popen(_command("pass"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 130


def test_the_plugins_of_opencv_are_forgotten_and_others_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = str(Path("/usr/lib/qt6/plugins"))
    monkeypatch.setenv("QT_QPA_PLATFORM_PLUGIN_PATH", str(Path("/lib/site-packages/cv2/qt/plugins")))
    monkeypatch.setenv("QT_QPA_FONTDIR", str(Path("/lib/site-packages/cv2/qt/fonts")))
    monkeypatch.setenv("QT_PLUGIN_PATH", ours)
    forget_foreign_plugins()
    assert "QT_QPA_PLATFORM_PLUGIN_PATH" not in os.environ
    assert "QT_QPA_FONTDIR" not in os.environ
    assert os.environ["QT_PLUGIN_PATH"] == ours


def test_the_theme_is_the_one_of_the_settings(qapp: object) -> None:
    settings = Settings()
    settings.set(THEME, "light")
    app.use_theme(settings)
    assert current_theme().name == "light"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")
def test_without_a_screen_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(DfmError, match="no screen"):
        app.start()
