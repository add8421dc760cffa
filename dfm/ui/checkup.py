"""What this machine has of what the window needs: Qt, a screen, and sound. It imports no Qt itself.

Qt is tried in a process of its own, since what is amiss there can end a process.
"""

import subprocess
import sys
from collections.abc import Iterator

from dfm.core.doctor import REINSTALL, Finding, State
from dfm.ui.screen import missing_packages, screen_name

TOPIC = "window"
PATIENCE_SECONDS = 20
APT = "apt install "

_TRY_QT = "from PySide6 import QtCore, QtGui, QtSvg, QtWidgets; print(QtCore.qVersion())"
_TRY_SOUND = """
from PySide6.QtCore import QCoreApplication
from PySide6.QtMultimedia import QMediaDevices
application = QCoreApplication([])
print(QMediaDevices.defaultAudioOutput().description())
"""


def examine() -> Iterator[Finding]:
    """Look at all of it."""
    version, failure = _try(_TRY_QT)
    if failure:
        remedy = (
            f"{APT}libegl1 libxkbcommon0 libdbus-1-3" if "lib" in failure and ".so" in failure else REINSTALL
        )
        yield Finding(TOPIC, "Qt", State.PROBLEM, f"does not load: {failure}", remedy)
        return
    yield Finding(TOPIC, "Qt", State.OK, version)
    if sys.platform == "linux":
        yield _screen()
    yield _sound()


def _screen() -> Finding:
    """Whether a window can be opened."""
    if missing := missing_packages():
        return Finding(TOPIC, "screen", State.NOTE, "Qt cannot talk to X", APT + " ".join(missing))
    if not (name := screen_name()):
        return Finding(
            TOPIC, "screen", State.NOTE, "none", "set DISPLAY, or use the commands without a window"
        )
    return Finding(TOPIC, "screen", State.OK, name)


def _sound() -> Finding:
    """Whether sound can be played."""
    device, failure = _try(_TRY_SOUND)
    if failure:
        remedy = f"{APT}libpulse0" if "libpulse" in failure else REINSTALL
        return Finding(TOPIC, "sound", State.NOTE, f"none, videos play without: {failure}", remedy)
    if not device or device.startswith("Null"):
        remedy = "connect a loudspeaker, or start PulseAudio or PipeWire"
        return Finding(TOPIC, "sound", State.NOTE, "no output, videos play without", remedy)
    return Finding(TOPIC, "sound", State.OK, device)


def _try(program: str) -> tuple[str, str]:
    """What a small program prints, and why it failed, or nothing."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return "", "it does not answer"
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        return "", lines[-1] if lines else f"it ends with {done.returncode}"
    return done.stdout.strip(), ""
