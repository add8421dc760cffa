"""Every program of this project limits the threads of OpenBLAS before numpy starts any."""

import subprocess
import sys
from pathlib import Path

import pytest

from dfm.core.evaluation.processes import PROGRAM
from dfm.ui.benchmark import AT_LENGTH

WATCH = """
import os, sys
def watch(event, facts):
    if event == "import" and facts[0] == "numpy" and not told:
        told.append(os.environ.get("OPENBLAS_NUM_THREADS"))
        print("with", *told, flush=True)
told = []
sys.addaudithook(watch)
"""
EDITOR = """
from PySide6.QtCore import QTimer
from dfm.ui import app
class Shut(app.EditorWindow):
    def showEvent(self, event):
        super().showEvent(event)
        QTimer.singleShot(0, self, self.close)
app.EditorWindow = Shut
app.start()
"""
COMMANDS = {
    "dfm": "from dfm.cli import entry; entry()",
    "python -m dfm": "import runpy; runpy.run_module('dfm', run_name='__main__')",
    "dfm as it is measured": PROGRAM,
}


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody asked for threads; windows show nowhere and keep no settings."""
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def _told(program: str, *words: str) -> str:
    """What a program has said to OpenBLAS when it loads numpy."""
    command = [sys.executable, "-c", WATCH + program, *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout.strip()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_lets_openblas_work_alone(name: str) -> None:
    assert _told(COMMANDS[name], "analyze", "absent.mp4") == "with 1"


def test_so_does_the_editor_however_it_is_started() -> None:
    assert _told(EDITOR) == "with 1"
    assert _told(AT_LENGTH, "absent.mp4") == "with 1"


def test_who_asks_for_more_threads_gets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "4")
    assert _told(COMMANDS["dfm"], "analyze", "absent.mp4") == "with 4"
