"""What the inspector shows of the selected edits: its groups, one under the other."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dfm.core.document.arrange import face_of
from dfm.core.document.edits import Edit
from dfm.ui.desk import Desk
from dfm.ui.inspector.changes import Changes
from dfm.ui.inspector.common import common
from dfm.ui.inspector.groups import rule
from dfm.ui.inspector.header import HeaderGroup
from dfm.ui.inspector.performance import PerformanceGroup
from dfm.ui.inspector.person import PersonGroup
from dfm.ui.inspector.regions import RegionsGroup
from dfm.ui.inspector.shape import ShapeGroup
from dfm.ui.inspector.strength import StrengthGroup
from dfm.ui.inspector.timing import TimingGroup
from dfm.ui.inspector.value_field import ValueField
from dfm.ui.theme.icons import icon

if TYPE_CHECKING:
    from dfm.ui.verbs import Verbs


class EditPage(QWidget):
    """Shows edits and lets all of them be changed at once."""

    def __init__(self, desk: Desk, verbs: "Verbs", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.changes = Changes(desk, self)
        self.header = HeaderGroup(desk, verbs)
        self.person = PersonGroup(desk, is_brief=True)
        self.strength = StrengthGroup(self.changes)
        self.regions = RegionsGroup(self.changes, verbs)
        self.timing = TimingGroup(desk, self.changes)
        self.performance = PerformanceGroup(self.changes, verbs)
        self.shape = ShapeGroup(desk, self.changes, verbs)
        self.duplicate = _button("Duplicate", "content-duplicate", "Put a copy right after it (Ctrl+D)")
        self.delete = _button("Delete", "delete-outline", "Take it away (Del)")
        self._build()
        self.duplicate.clicked.connect(verbs.duplicate)
        self.delete.clicked.connect(verbs.delete)

    def show_edits(self, edits: Sequence[Edit]) -> None:
        """Show these edits; there is one at least."""
        for group in self._groups:
            group.show_edits(edits)
        self.show_person(edits)

    def show_person(self, edits: Sequence[Edit]) -> None:
        """Show whom the face of these edits is played as."""
        face = common(map(face_of, edits))
        plain = (edit.emotion for edit in edits if edit.performance is None)
        self.person.show_face(face, dict.fromkeys(plain))
        self.shape.show_person(face)

    def show_analysis(self) -> None:
        """Show what was found out about the video."""
        self.header.show_faces()
        self.shape.show_measured()

    def forget_typing(self) -> None:
        """Let go of what is being typed, since it was meant for other edits."""
        for field in self._fields:
            field.forget_typing()

    @property
    def _fields(self) -> tuple[ValueField[int] | ValueField[float], ...]:
        return (
            self.strength.field,
            *self.regions.fields.values(),
            *self.timing.fields,
            self.performance.take,
        )

    @property
    def _groups(
        self,
    ) -> tuple[HeaderGroup, StrengthGroup, RegionsGroup, TimingGroup, PerformanceGroup, ShapeGroup]:
        return self.header, self.strength, self.regions, self.timing, self.performance, self.shape

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for group in self._groups:
            column.addWidget(group)
            column.addWidget(rule())
            if group is self.header:
                column.addWidget(self.person)
                column.addWidget(rule())
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.duplicate, 1)
        row.addWidget(self.delete, 1)
        column.addLayout(row)
        column.addStretch(1)


def _button(text: str, glyph: str, tip: str) -> QPushButton:
    button = QPushButton(icon(glyph), text)
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
