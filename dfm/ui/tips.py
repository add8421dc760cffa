"""The few words of the first minute, shown where they are needed, once: a tip goes when it was followed.

A tip is a small note beside the part it speaks of. There is never more than one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from dfm.ui.desk import Desk
from dfm.ui.settings import TIPS_SEEN, Settings
from dfm.ui.theme.icons import icon

SHOW_AFTER_MS = 700
GAP = 8


@dataclass(frozen=True, slots=True)
class Tip:
    """What to say below the part of this name, when it helps and when it was followed."""

    name: str
    text: str
    helps: Callable[[Desk], bool]
    followed: Callable[[Desk], bool]


TIPS = (
    Tip(
        "reenact",
        "The instant picture shows at once. Press here when you want all of it ready to play",
        lambda desk: bool(desk.project.edits) and bool(desk.analysis and desk.analysis.tracks),
        lambda desk: bool(desk.rendered_spans),
    ),
    Tip(
        "export",
        "Happy with it? Export writes the video, its sound as it was",
        lambda desk: bool(desk.rendered_spans),
        lambda desk: False,
    ),
)


class TipNote(QFrame):
    """The note itself, with a way to close it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tip_note")
        self.words = QLabel()
        self.close_button = QToolButton()
        self.close_button.setIcon(icon("close", "quiet"))
        self.close_button.setToolTip("Do not show this again")
        self.close_button.setAccessibleName("Close this tip")
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.setSpacing(8)
        row.addWidget(self.words)
        row.addWidget(self.close_button)
        self.hide()


class Tips(QObject):
    """Shows the first tip that helps now and was not seen yet, below its part and over the body."""

    def __init__(
        self,
        desk: Desk,
        settings: Settings,
        places: Mapping[str, QWidget],
        body: QWidget,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._desk, self._settings, self._places = desk, settings, places
        self._body, self._window = body, window
        self._tip: Tip | None = None
        self.note = TipNote(window)
        self.note.close_button.clicked.connect(self._on_closed)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(SHOW_AFTER_MS)
        self._wait.timeout.connect(self._show)
        for changed in (
            desk.analysis_changed,
            desk.project_changed,
            desk.rendered_changed,
            desk.media_changed,
        ):
            changed.connect(self.refresh)

    @property
    def shown(self) -> str:
        """The name of the tip that shows, or nothing."""
        return self._tip.name if self._tip and self.note.isVisible() else ""

    def again(self) -> None:
        """Give every tip once more."""
        self._settings.set(TIPS_SEEN, "")
        self.refresh()

    def follow(self, name: str) -> None:
        """This tip was followed: it is not given again."""
        self._settings.set(TIPS_SEEN, ",".join(sorted(self._seen() | {name})))
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Put away what was followed, and see what helps now."""
        seen = self._seen()
        followed = {tip.name for tip in TIPS if tip.helps(self._desk) and tip.followed(self._desk)}
        if followed - seen:
            self._settings.set(TIPS_SEEN, ",".join(sorted(seen | followed)))
        tip = next((tip for tip in TIPS if tip.name not in seen | followed and tip.helps(self._desk)), None)
        if tip is self._tip:
            return
        self._tip = tip
        self.note.hide()
        if tip is not None:
            self._wait.start()

    def place(self) -> None:
        """Move the note to where its part is now."""
        if self._tip is None:
            return
        part = self._places[self._tip.name]
        self.note.adjustSize()
        corner = part.mapTo(self._window, QPoint(part.width() - self.note.width(), part.height()))
        top = self._body.mapTo(self._window, QPoint(0, 0))
        self.note.move(max(GAP, corner.x()), max(corner.y(), top.y()) + GAP)

    @Slot()
    def _show(self) -> None:
        if self._tip is not None:
            self.note.words.setText(self._tip.text)
            self.place()
            self.note.show()
            self.note.raise_()

    @Slot()
    def _on_closed(self) -> None:
        if self._tip is not None:
            self.follow(self._tip.name)

    def _seen(self) -> set[str]:
        return set(filter(None, self._settings.get(TIPS_SEEN).split(",")))
