"""The timeline: ruler, headers and lanes put together, with its few buttons."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QStackedLayout, QToolButton, QWidget

from dfm.ui.desk import Desk
from dfm.ui.theme.icons import icon
from dfm.ui.timeline.feed import CurveFeed
from dfm.ui.timeline.headers import WIDTH, HeaderColumn
from dfm.ui.timeline.magnet import Magnet
from dfm.ui.timeline.ruler import HEIGHT, Ruler
from dfm.ui.timeline.scene import TimelineScene
from dfm.ui.timeline.view import STEP, TimelineView
from dfm.ui.verbs import Verbs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PEAKS_PER_SECOND = 100
NO_VIDEO = "The timeline of your video comes here"


class TimelinePanel(QFrame):
    """Shows the desk on a timeline; the window's actions call its slots."""

    inspector_wanted = Signal()
    """The user pressed Enter on a clip."""

    def __init__(self, desk: Desk, verbs: Verbs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.magnet = Magnet(desk, self)
        self.scene = TimelineScene(desk, self)
        self.view = TimelineView(desk, verbs, self.scene, self.magnet)
        self.scene.setParent(self.view)  # so that it is gone after the view that listens to it
        self.ruler = Ruler(desk, verbs, self.scene, self.view, self.magnet)
        self.headers = HeaderColumn(desk, self.scene)
        self.feed = CurveFeed(desk, self.scene.curves, self)
        self.setObjectName("timeline")
        self.setProperty("look", "panel")
        self._build()
        desk.media_changed.connect(self._show_media)
        desk.analysis_changed.connect(self.headers.forget_thumbnails)
        self.view.verticalScrollBar().valueChanged.connect(self._scroll_headers)
        self.view.focus.inspector_wanted.connect(self.inspector_wanted)
        self._show_media()

    # What the window calls

    def zoom_in(self) -> None:
        """Show less time, larger."""
        self.view.zoom(STEP**2)

    def zoom_out(self) -> None:
        """Show more time, smaller."""
        self.view.zoom(STEP**-2)

    def zoom_fit(self) -> None:
        """Show the whole video."""
        self.view.zoom_fit()

    def toggle_snapping(self) -> None:
        """Let drags snap, or no longer."""
        self.magnet.switch(not self.magnet.is_on)

    def set_playing(self, plays: bool) -> None:
        """While it plays, the playhead is followed only as long as it is in sight."""
        self.view.set_playing(plays)

    def set_filmstrip_picture(self, frame: int, rgb: "NDArray[np.uint8]") -> None:
        """Show a small picture (h, w, 3) of a frame."""
        self.scene.film.add_picture(frame, rgb)
        self.headers.show_thumbnails()

    def set_peaks(self, peaks: "NDArray[np.float32]", per_second: int = PEAKS_PER_SECOND) -> None:
        """Show the lowest and highest samples (n, 2) of the sound."""
        self.scene.wave.set_peaks(peaks, per_second, self._desk.rate)

    # How it is made

    def _build(self) -> None:
        self._window = QWidget()
        self._window.setFixedWidth(WIDTH)
        self.headers.setParent(self._window)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self._corner(), 0, 0)
        grid.addWidget(self.ruler, 0, 1)
        grid.addWidget(self._window, 1, 0)
        grid.addWidget(self.view, 1, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(1, 1)
        content = QWidget()
        content.setLayout(grid)
        hint = QLabel(NO_VIDEO, alignment=Qt.AlignmentFlag.AlignCenter)
        hint.setProperty("look", "quiet")
        self._pages = QStackedLayout(self)
        self._pages.setContentsMargins(4, 4, 4, 4)
        self._pages.addWidget(hint)
        self._pages.addWidget(content)

    def _corner(self) -> QWidget:
        corner = QWidget()
        corner.setFixedSize(WIDTH, HEIGHT)
        row = QHBoxLayout(corner)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(0)
        self.snap_button = _button("magnet", "Snapping", "N")
        self.snap_button.setCheckable(True)
        self.snap_button.setChecked(self.magnet.is_on)
        self.snap_button.clicked.connect(self.magnet.switch)
        self.magnet.switched.connect(self.snap_button.setChecked)
        self.out_button = _button("magnify-minus-outline", "Zoom out", "-")
        self.in_button = _button("magnify-plus-outline", "Zoom in", "+")
        self.fit_button = _button("arrow-expand-horizontal", "Show the whole video", "\\")
        self.out_button.clicked.connect(self.zoom_out)
        self.in_button.clicked.connect(self.zoom_in)
        self.fit_button.clicked.connect(self.zoom_fit)
        for button in (self.snap_button, self.out_button, self.in_button, self.fit_button):
            row.addWidget(button)
        return corner

    def _show_media(self) -> None:
        self._pages.setCurrentIndex(1 if self._desk.frames else 0)
        self.headers.forget_thumbnails()

    def _scroll_headers(self, value: int) -> None:
        self.headers.move(0, -value)

    # Qt's own names

    def sizeHint(self) -> QSize:
        return QSize(1000, 280)

    def minimumSizeHint(self) -> QSize:
        return QSize(400, 140)


def _button(glyph: str, name: str, keys: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(glyph))
    button.setIconSize(QSize(16, 16))
    button.setAccessibleName(name)
    button.setToolTip(f"{name} ({keys})")
    return button
