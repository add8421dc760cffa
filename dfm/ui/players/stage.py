"""The stage: the views of the mode that shows, under their headings, framed alike.

It tells what it wants of a picture, and hands the pictures that come to its views. It fetches nothing.
"""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dfm.ui.players.badge import Badge, Word
from dfm.ui.players.drawn import Drawn
from dfm.ui.players.framing import FIT, Framing, scale_of, settled
from dfm.ui.players.modes import Mode, Side
from dfm.ui.players.orders import Want
from dfm.ui.players.view import ZOOM_STEP, Faces, PictureView
from dfm.ui.players.wipe import WipeView
from dfm.ui.theme import current_theme, theme_hub

HEADING = 28
GAP = 8
INVITATION = "Drop a video here, or press Ctrl+O"


class Booth(QWidget):
    """A view under its heading."""

    def __init__(self, view: PictureView, titles: Sequence[str], *, badge: bool) -> None:
        super().__init__()
        self.view = view
        self.badge = Badge() if badge else None
        heading = QHBoxLayout()
        heading.setContentsMargins(8, 0, 8, 0)
        heading.setSpacing(8)
        for number, title in enumerate(titles):
            label = QLabel(title.upper())
            label.setProperty("look", "section")
            label.setFixedHeight(HEADING)
            heading.addStretch(1 if number else 0)
            heading.addWidget(label)
        if self.badge is not None:
            if len(titles) == 1:
                heading.addStretch(1)
            heading.addWidget(self.badge)
        else:
            heading.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(heading)
        column.addWidget(view, 1)


class Stage(QWidget):
    """Shows the pictures in one of the modes."""

    wanted = Signal(object)
    """Want: what the views show of a picture is different now."""
    zoomed = Signal()
    face_clicked = Signal(int)
    painted = Signal(int, object, object)
    pan_begun = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mode = Mode.SIDE_BY_SIDE
        self._framing = FIT
        self._picture = QSize()
        self._want: Want | None = None
        self._booths = {
            "input": Booth(PictureView(Side.INPUT, "Input picture"), ["Input"], badge=False),
            "output": Booth(PictureView(Side.OUTPUT, "Output picture"), ["Output"], badge=True),
            "wipe": Booth(WipeView(), ["Input", "Output"], badge=True),
            "difference": Booth(
                PictureView(Side.DIFFERENCE, "Difference of output and input"), ["Difference"], badge=True
            ),
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for booth in self._booths.values():
            row.addWidget(booth, 1)
            self._connect(booth.view)
        self._show_mode()
        theme_hub.theme_changed.connect(self.update)

    def _connect(self, view: PictureView) -> None:
        view.framed.connect(self.frame)
        view.resized.connect(self._tell_want)
        view.face_clicked.connect(self.face_clicked)
        view.painted.connect(self.painted)
        view.pan_begun.connect(self.pan_begun)

    # What it shows

    @property
    def mode(self) -> Mode:
        """The mode that shows."""
        return self._mode

    @property
    def framing(self) -> Framing:
        """How the pictures lie in the views."""
        return self._framing

    @property
    def want(self) -> Want | None:
        """What the views show of a picture."""
        return self._want

    @property
    def views(self) -> tuple[PictureView, ...]:
        """The views that show."""
        return tuple(booth.view for booth in self._shown())

    @property
    def wipe(self) -> WipeView:
        """The view of the wipe."""
        view = self._booths["wipe"].view
        assert isinstance(view, WipeView)
        return view

    def set_mode(self, mode: Mode) -> None:
        """Set the pictures beside each other in another way."""
        if mode is not self._mode:
            self._mode = mode
            self._show_mode()
            self._tell_want()

    def set_video(self, raster: QSize, picture: QSize) -> None:
        """Show a video of this size in upright and in square pixels; empty for none."""
        self._picture, self._framing, self._want = picture, FIT, None
        for booth in self._booths.values():
            booth.view.set_framing(FIT)
            booth.view.set_video(raster, picture)
        self._show_mode()
        self._tell_want()

    def show_drawn(self, drawn: Drawn) -> None:
        """Show what has been made."""
        for view in self.views:
            view.show_drawn(drawn)

    def set_faces(self, faces: Faces) -> None:
        """Draw these faces over all pictures."""
        for booth in self._booths.values():
            booth.view.set_faces(faces)

    def say(self, word: Word | None) -> None:
        """Let the badge say this."""
        for booth in self._booths.values():
            if booth.badge is not None:
                booth.badge.say(word)

    def set_space_down(self, is_down: bool) -> None:
        """Space is held: dragging moves the picture."""
        for booth in self._booths.values():
            booth.view.set_space_down(is_down)

    # Zoom

    @property
    def scale(self) -> float | None:
        """Device pixels for one of the picture; None where nothing shows."""
        if self._picture.isEmpty():
            return None
        return scale_of(self._framing, self._picture, self.views[0].pixels())

    def frame(self, framing: Framing) -> None:
        """Show the same part in all views."""
        self._framing = framing
        for booth in self._booths.values():
            booth.view.set_framing(framing)
        self._tell_want()
        self.zoomed.emit()

    def zoom_fit(self) -> None:
        """Show the whole picture."""
        self.frame(FIT)

    def zoom_actual(self) -> None:
        """Show one pixel of the picture on one of the screen: around the chosen face, or the same middle."""
        if not self._picture.isEmpty():
            view, now = self.views[0], self._framing
            x, y = (now.x, now.y) if now.scale is not None else view.chosen_point() or (now.x, now.y)
            self.frame(settled(Framing(1.0, x, y), self._picture, view.pixels()))

    def zoom_in(self) -> None:
        """Magnify a little."""
        self.views[0].zoom_by(ZOOM_STEP)

    def zoom_out(self) -> None:
        """Magnify a little less."""
        self.views[0].zoom_by(1 / ZOOM_STEP)

    def _shown(self) -> list[Booth]:
        names = {
            Mode.SIDE_BY_SIDE: ("input", "output"),
            Mode.INPUT: ("input",),
            Mode.OUTPUT: ("output",),
            Mode.WIPE: ("wipe",),
            Mode.DIFFERENCE: ("difference",),
        }
        return [self._booths[name] for name in names[self._mode]]

    def _show_mode(self) -> None:
        shown = [] if self._picture.isEmpty() else self._shown()
        for booth in self._booths.values():
            booth.setVisible(booth in shown)
        self.update()

    def _tell_want(self) -> None:
        view = self.views[0]
        cut = view.cut() if view.isVisible() else None
        want = None if cut is None else Want(self._mode, cut)
        if want is not None and want != self._want:
            self._want = want
            self.wanted.emit(want)
            self.zoomed.emit()

    # Qt's own names

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._picture.isEmpty():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(current_theme().well))
        painter.drawRoundedRect(self.rect(), 6, 6)
        painter.setPen(QColor(current_theme().quiet))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, INVITATION)
