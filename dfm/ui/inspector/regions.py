"""The group of the regions: how much of the selected edits brows, eyes and mouth each get.

It is folded until it is wanted; while it is, what is held back is said beside its name.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from dfm.core.document.edits import Edit
from dfm.core.document.emotions import emotion
from dfm.core.document.regions import EVERYWHERE, NAMES
from dfm.core.document.shaping import with_region
from dfm.core.errors import UsageError
from dfm.ui.inspector.changes import Changes
from dfm.ui.inspector.common import MIXED, common
from dfm.ui.inspector.groups import Group, Note, caption
from dfm.ui.inspector.strength import MIXED_COLOUR
from dfm.ui.inspector.strength_slider import MUCH, STEP, StrengthSlider
from dfm.ui.inspector.value_field import MANY, ValueField
from dfm.ui.theme.icons import icon
from dfm.ui.widgets.elided_label import ElidedLabel
from dfm.ui.widgets.words import held_back_words, share_words

if TYPE_CHECKING:
    from dfm.ui.verbs import Verbs

FIELD_WIDTH = 64
CHEVRON = 14
TIPS = {
    "brows": "Brows and forehead",
    "eyes": "The lids and what is around them",
    "mouth": "Mouth, jaw, cheeks and nose",
}


def read_percent(text: str) -> float:
    """A whole number of hundredths, from 0 to 100, as a weight."""
    number = text.removesuffix("%").strip()
    if not (number.isascii() and number.isdecimal() and int(number[:9]) <= 100):
        raise UsageError(f"'{text}' is no share; write a whole number from 0 to 100.")
    return int(number) / 100


class RegionsGroup(Group):
    """Shows how much of the selected edits each region of the face gets, and changes it."""

    def __init__(self, changes: Changes, verbs: "Verbs", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._changes = changes
        self.fold = QToolButton()
        self.words = ElidedLabel()
        self.reset = QToolButton()
        self.body = QWidget()
        self.sliders = {name: StrengthSlider(name.capitalize(), {}, share_words) for name in NAMES}
        self.fields: dict[str, ValueField[float]] = {
            name: ValueField(f"{name.capitalize()}, 0 to 100 %", read_percent, share_words) for name in NAMES
        }
        self.note = Note()
        self._build()
        self.fold.toggled.connect(self._unfold)
        self.reset.clicked.connect(verbs.clear_regions)
        for name in NAMES:
            self._connect(name)

    def show_edits(self, edits: Sequence[Edit]) -> None:
        """Show the weights of these edits."""
        name = common(edit.emotion for edit in edits)
        colour = emotion(name).colour if name else MIXED_COLOUR
        for region in NAMES:
            weights = [getattr(edit.regions, region) for edit in edits]
            self.sliders[region].show_strengths(weights, colour)
            self.fields[region].show_value(common(weights))
        regions = common(edit.regions for edit in edits)
        self.words.set_line(MIXED if regions is None else held_back_words(regions))
        self.reset.setVisible(regions != EVERYWHERE)

    def _build(self) -> None:
        self._build_head()
        grid = QGridLayout(self.body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for row, name in enumerate(NAMES):
            label, field = caption(name.capitalize()), self.fields[name]
            field.setFixedWidth(FIELD_WIDTH)
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            field.setToolTip(f"{TIPS[name]}, 0 to 100 %")
            label.setToolTip(TIPS[name])
            for column, widget in enumerate((label, self.sliders[name], field)):
                grid.addWidget(widget, row, column)
        grid.setColumnStretch(1, 1)
        self.body.hide()
        self.column.addWidget(self.body)
        self.column.addWidget(self.note)

    def _build_head(self) -> None:
        self.fold.setText("Regions")
        self.fold.setCheckable(True)
        self.fold.setProperty("look", "fold")
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.setIconSize(QSize(CHEVRON, CHEVRON))
        self.fold.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.fold.setAccessibleName("Regions of the face")
        self.fold.setToolTip("Hold brows, eyes or mouth back")
        self.words.setProperty("look", "label")
        self.words.setAlignment(Qt.AlignmentFlag.AlignRight)
        room = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        room.setRetainSizeWhenHidden(True)
        self.words.setSizePolicy(room)
        self.reset.setIcon(icon("restore"))
        self.reset.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.reset.setAccessibleName("Reset the regions")
        self.reset.setToolTip("Change the whole face again")
        self.fold.setMinimumHeight(self.reset.sizeHint().height())  # so that nothing jumps when it shows
        self._unfold(False)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.fold)
        row.addWidget(self.words, 1)
        row.addWidget(self.reset)
        self.column.addLayout(row)

    def _connect(self, name: str) -> None:
        slider, field, changes = self.sliders[name], self.fields[name], self._changes
        words = f"{name.capitalize()} of {{}}"

        def given(weight: float) -> Callable[[Edit], Edit]:
            return lambda edit: with_region(edit, name, round(min(max(weight, 0.0), 1.0), 2))

        def step_by(steps: int) -> None:
            by = steps * STEP if abs(steps) < MANY else MUCH * steps / MANY
            changes.burst(words, given(slider.strength + by))

        slider.dragged.connect(lambda to: changes.drag(words, given(to)))
        slider.drag_ended.connect(changes.end_drag)
        slider.drag_given_up.connect(changes.give_up_drag)
        slider.stepped.connect(lambda to: changes.burst(words, given(to)))
        field.entered.connect(lambda to: changes.step(words, given(to)))
        field.stepped.connect(step_by)
        field.refused.connect(self.note.say)

    def _unfold(self, unfolded: bool) -> None:
        self.fold.setIcon(icon("chevron-down" if unfolded else "chevron-right", "quiet"))
        self.body.setVisible(unfolded)
        self.words.setVisible(not unfolded)
