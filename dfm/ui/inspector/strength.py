"""The group of the strength: a slider, its detents by name, and a number."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from dfm.core.document.edits import Edit, parse_intensity
from dfm.core.document.emotions import INTENSITIES, emotion
from dfm.core.document.shaping import with_intensity
from dfm.ui.inspector.changes import Changes
from dfm.ui.inspector.common import common
from dfm.ui.inspector.detent_labels import DetentLabels
from dfm.ui.inspector.groups import Group, Note, caption
from dfm.ui.inspector.strength_slider import MUCH, STEP, StrengthSlider
from dfm.ui.inspector.value_field import MANY, ValueField

WORDS = "Intensity of {}"
FIELD_WIDTH = 64
MIXED_COLOUR = emotion("neutral").colour


class StrengthGroup(Group):
    """Shows how strong the selected edits are, and changes it."""

    def __init__(self, changes: Changes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._changes = changes
        self.slider = StrengthSlider()
        self.field: ValueField[float] = ValueField("Strength, 0 to 1", parse_intensity, "{:.2f}".format)
        self.labels = DetentLabels(self.slider)
        self.note = Note()
        self._build()
        self.slider.dragged.connect(lambda to: changes.drag(WORDS, lambda edit: with_intensity(edit, to)))
        self.slider.drag_ended.connect(changes.end_drag)
        self.slider.drag_given_up.connect(changes.give_up_drag)
        self.slider.stepped.connect(self._burst)
        self.field.entered.connect(self._step)
        self.field.stepped.connect(self._step_by)
        self.field.refused.connect(self.note.say)
        for name, button in self.labels.buttons.items():
            button.clicked.connect(lambda _=False, to=INTENSITIES[name]: self._step(to))

    def show_edits(self, edits: Sequence[Edit]) -> None:
        """Show the strength of these edits."""
        strengths = [edit.intensity for edit in edits]
        name = common(edit.emotion for edit in edits)
        self.slider.show_strengths(strengths, emotion(name).colour if name else MIXED_COLOUR)
        self.field.show_value(common(strengths))
        self.labels.show_strength(common(strengths))

    def _build(self) -> None:
        self.field.setFixedWidth(FIELD_WIDTH)
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setToolTip("0 to 1, or low, medium, high")
        row = QHBoxLayout()
        row.addWidget(caption("Strength"), 1)
        row.addWidget(self.field)
        self.column.setSpacing(2)
        self.column.addLayout(row)
        self.column.addWidget(self.slider)
        self.column.addWidget(self.labels)
        self.column.addWidget(self.note)

    def _step(self, strength: float) -> None:
        self._changes.step(WORDS, lambda edit: with_intensity(edit, strength))

    def _burst(self, strength: float) -> None:
        self._changes.burst(WORDS, lambda edit: with_intensity(edit, strength))

    def _step_by(self, steps: int) -> None:
        by = steps * STEP if abs(steps) < MANY else MUCH * steps / MANY
        self._burst(round(min(max(self.slider.strength + by, 0.0), 1.0), 3))
