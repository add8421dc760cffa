"""Ctrl-C and a request to terminate end the editor as they end any program, without a question.

Nothing is lost by it: what was not saved lies in the autosave. Python hears of a signal only when it runs
code, so a socket wakes Qt's loop.
"""

import signal
import socket
from types import FrameType

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication

from dfm.core.errors import Cancelled

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class Interrupts:
    """Listens for as long as it is kept."""

    def __init__(self, application: QApplication) -> None:
        self._application = application
        self._reading, self._writing = socket.socketpair()
        for end in (self._reading, self._writing):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._reading.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._drain)
        signal.set_wakeup_fd(self._writing.fileno(), warn_on_full_buffer=False)
        for number in (getattr(signal, name) for name in SIGNALS if hasattr(signal, name)):
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._on_signal)

    def _drain(self) -> None:
        """Run some Python, so that Python calls the handler."""
        self._reading.recv(64)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._application.exit(Cancelled.exit_code)
