"""The palette's panel: one chip for each row of the emotion table, and a hint on how to use them.

It knows when there is a video to put emotions on, and nothing of the timeline they are dragged to.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEasingCurve,
    QParallelAnimationGroup,
    QPropertyAnimation,
    QSequentialAnimationGroup,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from dfm.core.document.emotions import EMOTIONS
from dfm.core.document.performance import Performance
from dfm.ui.desk import Desk
from dfm.ui.palette.chip import EmotionChip
from dfm.ui.palette.preset_chip import PresetChip

if TYPE_CHECKING:
    from dfm.core.analyze import Analysis
    from dfm.ui.verbs import Verbs

WIDTH = 168
HINT = f"Drag onto the timeline, or press {EMOTIONS[0].key}–{EMOTIONS[-1].key}"
HINT_WITHOUT_VIDEO = "Open a video to use these"
PULSE_MS = 700
STAGGER_MS = 60


class PalettePanel(QFrame):
    """Shows the emotions and the user's presets as chips; a chip that is chosen is added at the playhead."""

    removal_asked = Signal(str)
    """A preset's name: the user wants it gone."""

    def __init__(self, desk: Desk, verbs: "Verbs", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._verbs = desk, verbs
        self._has_pulsed = False
        self._pulse: QParallelAnimationGroup | None = None
        self.chips = tuple(EmotionChip(row) for row in EMOTIONS)
        self.presets: tuple[PresetChip, ...] = ()
        self._preset_heading = QLabel("PRESETS")
        self._preset_column = QVBoxLayout()
        self.hint = QLabel()
        self._build()
        self.show_presets(())
        for chip in self.chips:
            chip.chosen.connect(self._add)
            chip.touched.connect(self._explain)
            chip.stepped.connect(self._step_focus)
        desk.media_changed.connect(self._show_media)
        desk.analysis_changed.connect(self._welcome)
        self._show_media()

    def show_presets(self, performances: Sequence[Performance]) -> None:
        """Show the user's presets under the emotions."""
        for chip in self.presets:
            self._preset_column.removeWidget(chip)
            chip.deleteLater()
        self.presets = tuple(map(PresetChip, performances))
        for preset in self.presets:
            self._preset_column.addWidget(preset)
            preset.setEnabled(self._desk.media is not None)
            preset.chosen.connect(lambda _, chip=preset: self._add_preset(chip.performance))
            preset.touched.connect(self._explain_preset)
            preset.stepped.connect(self._step_focus)
            preset.removal_asked.connect(self.removal_asked)
        self._preset_heading.setVisible(bool(self.presets))

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
        self._preset_heading.setProperty("look", "section")
        self._preset_heading.setContentsMargins(0, 8, 0, 0)
        self._preset_column.setSpacing(4)
        column.addWidget(self._preset_heading)
        column.addLayout(self._preset_column)
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
        for chip in (*self.chips, *self.presets):
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

    def _add_preset(self, performance: Performance) -> None:
        self._verbs.add_performance(performance, self._desk.playhead, self._desk.face)

    def _explain_preset(self, name: str) -> None:
        self._desk.said.emit(f"Drag {name} onto the timeline, or double-click it; Del removes it from here.")

    def _step_focus(self, by: int) -> None:
        """Move the focus on to another chip."""
        chips = (*self.chips, *self.presets)
        at = next((at for at, chip in enumerate(chips) if chip.hasFocus()), 0)
        chips[min(max(at + by, 0), len(chips) - 1)].setFocus(Qt.FocusReason.TabFocusReason)
