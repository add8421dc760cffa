"""The palette's panel: one chip for each row of the emotion table, and a hint on how to use them.

It knows when there is a video to put emotions on, and nothing of the timeline they are dragged to.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEasingCurve,
    QParallelAnimationGroup,
    QPropertyAnimation,
    QSequentialAnimationGroup,
    Qt,
)
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from dfm.core.document.emotions import EMOTIONS
from dfm.ui.desk import Desk
from dfm.ui.palette.chip import EmotionChip

if TYPE_CHECKING:
    from dfm.core.analyze import Analysis
    from dfm.ui.verbs import Verbs

WIDTH = 156
HINT = f"Drag onto the timeline, or press {EMOTIONS[0].key}–{EMOTIONS[-1].key}"
HINT_WITHOUT_VIDEO = "Open a video to use these"
PULSE_MS = 700
STAGGER_MS = 60


class PalettePanel(QFrame):
    """Shows the emotions as chips; a chip that is chosen is added at the playhead."""

    def __init__(self, desk: Desk, verbs: "Verbs", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._verbs = desk, verbs
        self._has_pulsed = False
        self._pulse: QParallelAnimationGroup | None = None
        self.chips = tuple(EmotionChip(row) for row in EMOTIONS)
        self.hint = QLabel()
        self._build()
        for chip in self.chips:
            chip.chosen.connect(self._add)
            chip.touched.connect(self._explain)
            chip.stepped.connect(self._step_focus)
        desk.media_changed.connect(self._show_media)
        desk.analysis_changed.connect(self._welcome)
        self._show_media()

    def pulse(self) -> None:
        """Let a wave of light run once over the chips."""
        if self._pulse is not None:
            self._pulse.stop()
        self._pulse = QParallelAnimationGroup(self)
        for at, chip in enumerate(self.chips):
            glow = QPropertyAnimation(chip, b"glow")
            glow.setDuration(PULSE_MS)
            glow.setStartValue(0.0)
            glow.setEndValue(1.0)
            glow.setEasingCurve(QEasingCurve.Type.InOutSine)
            in_turn = QSequentialAnimationGroup(self._pulse)
            in_turn.addPause(at * STAGGER_MS)
            in_turn.addAnimation(glow)
        self._pulse.start()

    @property
    def is_pulsing(self) -> bool:
        """Whether the wave is on its way."""
        return self._pulse is not None and self._pulse.state() is QParallelAnimationGroup.State.Running

    def _build(self) -> None:
        self.setObjectName("palette_panel")
        self.setProperty("look", "panel")
        self.setAccessibleName("Emotions")
        self.setFixedWidth(WIDTH)
        heading = QLabel("EMOTIONS")
        heading.setProperty("look", "section")
        self.hint.setProperty("look", "label")
        self.hint.setWordWrap(True)
        self.hint.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(heading)
        column.addWidget(self._scrolled_chips(), 1)
        column.addWidget(self.hint)

    def _scrolled_chips(self) -> QScrollArea:
        page = QWidget()
        page.setProperty("look", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for chip in self.chips:
            column.addWidget(chip)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _show_media(self) -> None:
        opened = self._desk.media is not None
        for chip in self.chips:
            chip.setEnabled(opened)
        self.hint.setText(HINT if opened else HINT_WITHOUT_VIDEO)

    def _welcome(self, analysis: "Analysis | None") -> None:
        """Draw the eye to the palette when faces are known for the first time."""
        if analysis is not None and not self._has_pulsed:
            self._has_pulsed = True
            self.pulse()

    def _add(self, name: str) -> None:
        self._verbs.add(name)

    def _explain(self, name: str) -> None:
        row = next(row for row in EMOTIONS if row.name == name)
        self._desk.said.emit(
            f"Drag {name.capitalize()} onto the timeline, double-click it, or press {row.key}."
        )

    def _step_focus(self, by: int) -> None:
        """Move the focus on to another chip."""
        at = next((at for at, chip in enumerate(self.chips) if chip.hasFocus()), 0)
        self.chips[min(max(at + by, 0), len(self.chips) - 1)].setFocus(Qt.FocusReason.TabFocusReason)
