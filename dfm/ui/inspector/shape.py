"""The group of the shape: the pad in the valence-arousal plane, loaded only after the window is seen.

pyqtgraph takes a while to load, so a thread does it while the group waits, or before, when there is time.
"""

from collections.abc import Sequence
from contextlib import suppress
from html import escape
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from dfm.core.document.edits import Edit
from dfm.core.document.shaping import with_centre, with_pin
from dfm.ui.desk import Desk
from dfm.ui.inspector.changes import Changes
from dfm.ui.inspector.common import MIXED, common, common_region
from dfm.ui.inspector.groups import Group, caption
from dfm.ui.theme import current_theme, figures_font, theme_hub
from dfm.ui.theme.icons import icon

if TYPE_CHECKING:
    from dfm.core.analyze import Analysis
    from dfm.core.persons import Person
    from dfm.ui.inspector.va_pad import VaPad
    from dfm.ui.verbs import Verbs

WORDS = "Shape {}"
PAD = "dfm.ui.inspector.va_pad"
HINT = "Drag the disc to shape the emotion; look nearer to drag the points of its way."
BORROWED = "A reference keeps its own place. Choose an emotion above to shape it."


class ShapeGroup(Group):
    """Shows where the selected edits play in the valence-arousal plane, and changes it."""

    _loaded = Signal()

    def __init__(self, desk: Desk, changes: Changes, verbs: "Verbs", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._changes, self._verbs = desk, changes, verbs
        self._edits: tuple[Edit, ...] = ()
        self._is_loading = False
        self._measured: tuple[Analysis | None, int] = (None, 0)
        self._person: Person | None = None
        self.pad: VaPad | None = None
        self.waiting = QLabel("Loading the plane …", alignment=Qt.AlignmentFlag.AlignCenter)
        self.place = QLabel()
        self.near = QToolButton()
        self.reset = QPushButton("Reset")
        self.legend, self.hint = caption(""), caption(HINT)
        self._build()
        self._loaded.connect(self._make_pad)
        self.near.toggled.connect(self._look_near)
        self.reset.clicked.connect(verbs.clear_shape)
        desk.playhead_changed.connect(self._show_frame)
        theme_hub.theme_changed.connect(self._show_legend)

    def show_edits(self, edits: Sequence[Edit]) -> None:
        """Show the place and the way of these edits."""
        self._edits = tuple(edits)
        place = common_region(edits)
        custom = any(edit.centre is not None for edit in edits)
        shaped = custom or any(edit.pins for edit in edits)
        words = MIXED if place is None else f"{place.valence:+.2f}  {place.arousal:+.2f}"
        self.place.setText(f"{words}  custom" if custom else words)
        name = common(edit.emotion for edit in edits)
        self.reset.setText(f"Reset to {name.capitalize()}" if name else "Reset all")
        borrowed = self._is_borrowed
        self.reset.setVisible(shaped and not borrowed)
        self.near.setEnabled(place is not None and not borrowed)
        self.hint.setText(BORROWED if borrowed else HINT)
        if self.pad is not None:
            self.pad.setEnabled(not borrowed)
            self.pad.show_edits(self._edits, self._desk.rate)

    @property
    def _is_borrowed(self) -> bool:
        """Whether one of the edits shows a reference, which is not to be shaped."""
        return any(edit.performance is not None for edit in self._edits)

    def show_measured(self) -> None:
        """Show where the chosen face was in the video, once that is known."""
        wanted = (self._desk.analysis, self._desk.face)
        if self.pad is None or wanted == self._measured:
            return
        self._measured = wanted
        self.pad.show_measured(None)
        if wanted[0] is not None:
            from dfm.core.motion.measured import measured_va

            tracks = [track for track in wanted[0].tracks if track.number == wanted[1]]
            if tracks:
                self.pad.show_measured(measured_va(tracks[0], self._desk.rate))

    def show_person(self, face: int | None) -> None:
        """Show where the footage of a face's person lies, if the face is somebody known."""
        person = None if face is None else self._desk.persons.get(face)
        if person is not self._person:
            self._person = person
            if self.pad is not None:
                self._show_dots(self.pad)

    def _show_dots(self, pad: "VaPad") -> None:
        person = self._person
        pad.show_person("" if person is None else person.name, None if person is None else person.places)
        self._show_legend()

    @Slot()
    def _show_legend(self) -> None:
        """Say whose the dots are, in their colours."""
        self.legend.setVisible(self._person is not None)
        if self._person is not None:
            theme = current_theme()
            own = _swatch(theme.person, f"{self._person.name}'s videos")
            self.legend.setText(f"{own}&nbsp;&nbsp; {_swatch(theme.quiet, 'as it was filmed')}")

    @Slot()
    def load(self) -> None:
        """Load the pad, unless that was begun already."""
        if not self._is_loading:
            self._is_loading = True
            Thread(target=self._load, name="loading the plane", daemon=True).start()

    def _build(self) -> None:
        self.place.setFont(figures_font(11))
        self.place.setToolTip("Valence and arousal of the region's centre")
        self.near.setIcon(icon("magnify-plus-outline"))
        self.near.setCheckable(True)
        self.near.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.near.setAccessibleName("Look nearer")
        self.near.setToolTip("Look nearer, so that points of the way can be dragged (+ and −)")
        self.reset.setToolTip("Let the emotion lie where its name and strength put it, on a way of its own")
        self.waiting.setProperty("look", "quiet")
        self.waiting.setMinimumHeight(200)
        self.hint.setWordWrap(True)
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.legend.hide()
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(caption("Valence and arousal"), 1)
        row.addWidget(self.place)
        row.addWidget(self.near)
        self.column.addLayout(row)
        self.column.addWidget(self.waiting)
        self.column.addWidget(self.legend)
        self.column.addWidget(self.hint)
        self.column.addWidget(self.reset)

    @Slot()
    def _make_pad(self) -> None:
        """Put the pad in the place of the words that ask to wait."""
        pad: VaPad = import_module(PAD).VaPad(self)
        self.pad = pad
        self.column.replaceWidget(self.waiting, pad)
        self.waiting.deleteLater()
        self._listen(pad)
        if self._edits:
            pad.setEnabled(not self._is_borrowed)
            pad.show_edits(self._edits, self._desk.rate)
        pad.show_frame(self._desk.playhead)
        self.show_measured()
        self._show_dots(pad)

    def _listen(self, pad: "VaPad") -> None:
        changes = self._changes
        pad.centre_dragged.connect(lambda v, a: changes.drag(WORDS, lambda edit: with_centre(edit, v, a)))
        pad.pin_dragged.connect(lambda k, v, a: changes.drag(WORDS, lambda edit: with_pin(edit, k, v, a)))
        pad.drag_ended.connect(changes.end_drag)
        pad.drag_given_up.connect(changes.give_up_drag)
        pad.centre_stepped.connect(lambda v, a: changes.burst(WORDS, lambda edit: with_centre(edit, v, a)))
        pad.pin_removed.connect(self._verbs.remove_pin)
        pad.near_changed.connect(self.near.setChecked)

    @Slot(bool)
    def _look_near(self, near: bool) -> None:
        if self.pad is not None and self.pad.is_near != near:
            self.pad.look_near(near)

    @Slot(int)
    def _show_frame(self, frame: int) -> None:
        if self.pad is not None:
            self.pad.show_frame(frame)

    def _load(self) -> None:
        import_module(PAD)
        with suppress(RuntimeError):  # the group may be gone by now
            self._loaded.emit()

    # Qt's own names

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.load()


def _swatch(colour: str, words: str) -> str:
    """Words behind a dot of a colour, as rich text."""
    return f'<span style="color:{colour}">●</span> {escape(words, quote=False)}'
