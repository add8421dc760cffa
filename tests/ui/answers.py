"""What a user does about slow work and about questions: waits, and presses and types into real dialogs."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from dfm.ui.jobs import JobState, RunningJob

SLOW = 60_000
"""Milliseconds that slow work may take."""
Wait = Callable[[Callable[[], object]], None]


def finish(qtbot: QtBot, job: RunningJob | None) -> JobState:
    """Wait until a job is over."""
    assert job is not None
    if not job.state.is_over:
        with qtbot.waitSignal(job.ended, timeout=SLOW):
            pass
    return job.state


def when_asked(kind: type[QDialog], act: Callable[[QDialog], object], asked: list[str] | None = None) -> None:
    """Do something with the next dialog of a kind, once it shows; `asked` keeps its words."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind) and dialog.isVisible():
            if asked is not None:
                asked.append(dialog.accessibleName())
            act(dialog)
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)


def choosing(path: Path, qtbot: QtBot) -> Callable[[QDialog], None]:
    """Type a path into a file dialog and press Enter."""

    def choose(dialog: QDialog) -> None:
        line = dialog.findChild(QLineEdit)
        assert line is not None
        line.setText(str(path))
        qtbot.keyClick(line, Qt.Key.Key_Return)

    return choose
