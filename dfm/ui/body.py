"""How the window's parts share its room, as the user divided it.

notice bar, while there is something to say
palette | welcome or players | inspector
timeline                     |
status line, running jobs
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from dfm.ui.settings import SPLIT_COLUMNS, SPLIT_ROWS, Settings
from dfm.ui.widgets.elided_label import ElidedLabel

GAP = 6
ROWS_FIRST = (520, 300)
COLUMNS_FIRST = (1160, 280)


class WindowBody(QWidget):
    """All of the window below its top bar; `status` is the line at the bottom."""

    def __init__(self, notices: QWidget, palette: QWidget, welcome: QWidget, players: QWidget,
                 inspector: QWidget, timeline: QWidget, job_bar: QWidget) -> None:  # fmt: skip
        super().__init__()
        self._welcome, self._players = welcome, players
        self._centre = QStackedWidget()
        self._centre.addWidget(welcome)
        self._centre.addWidget(players)
        upper = QWidget()
        row = QHBoxLayout(upper)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(palette)
        row.addWidget(self._centre, 1)
        self.rows = _splitter(Qt.Orientation.Vertical, (upper, timeline), (3, 2))
        self.columns = _splitter(Qt.Orientation.Horizontal, (self.rows, inspector), (1, 0))
        self.status = ElidedLabel()
        self.status.setProperty("look", "quiet")
        self.status.setAccessibleName("Status")
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, 0, GAP, 0)
        column.setSpacing(GAP)
        column.addWidget(notices)
        column.addWidget(self.columns, 1)
        column.addWidget(_status_line(self.status, job_bar))

    def show_players(self, opened: bool) -> None:
        """Show the players of an open video, or the welcome."""
        self._centre.setCurrentWidget(self._players if opened else self._welcome)

    def restore(self, settings: Settings) -> None:
        """Divide the room as the settings say, or as at first."""
        self.rows.setSizes(ROWS_FIRST)
        self.columns.setSizes(COLUMNS_FIRST)
        self.rows.restoreState(settings.get(SPLIT_ROWS))
        self.columns.restoreState(settings.get(SPLIT_COLUMNS))

    def keep(self, settings: Settings) -> None:
        """Put into the settings how the room is divided."""
        settings.set(SPLIT_ROWS, self.rows.saveState())
        settings.set(SPLIT_COLUMNS, self.columns.saveState())


def _splitter(way: Qt.Orientation, parts: tuple[QWidget, ...], stretch: tuple[int, ...]) -> QSplitter:
    splitter = QSplitter(way)
    splitter.setHandleWidth(GAP)
    splitter.setChildrenCollapsible(False)
    for at, part in enumerate(parts):
        splitter.addWidget(part)
        splitter.setStretchFactor(at, stretch[at])
    return splitter


def _status_line(status: QWidget, job_bar: QWidget) -> QFrame:
    line = QFrame()
    line.setObjectName("status_line")
    row = QHBoxLayout(line)
    row.setContentsMargins(4, 0, 0, 4)
    row.setSpacing(12)
    row.addWidget(status, 1)
    row.addWidget(job_bar)
    line.setMinimumHeight(30)
    return line
