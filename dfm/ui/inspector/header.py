"""The head of the inspector: which edits these are, whether they are on, and which emotion they show."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dfm.core.document.arrange import face_of
from dfm.core.document.edits import Edit
from dfm.core.document.emotions import EMOTIONS
from dfm.ui.desk import Desk
from dfm.ui.inspector.common import MIXED, common
from dfm.ui.inspector.groups import Group, QuietCombo, caption
from dfm.ui.inspector.switch import Switch
from dfm.ui.palette.emotion_face import face_pixmap
from dfm.ui.timecode import format_timecode

if TYPE_CHECKING:
    from dfm.ui.verbs import Verbs

FACE, SMALL_FACE = 36, 18


def face_icon(name: str) -> QIcon:
    """An emotion's face as an icon, sharp on dense screens too."""
    icon = QIcon()
    for ratio in (1.0, 2.0):
        icon.addPixmap(face_pixmap(name, SMALL_FACE, ratio=ratio))
    return icon


class HeaderGroup(Group):
    """Shows what the selected edits are, and changes their emotion and their face."""

    def __init__(self, desk: Desk, verbs: "Verbs", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.picture, self.title, self.details = QLabel(), QLabel(), QLabel()
        self.enabled = Switch("Enabled")
        self.emotion, self.face = QuietCombo(), QuietCombo()
        self.face_caption = caption("Face")
        self._build()
        self.enabled.clicked.connect(verbs.toggle_enabled)
        self.emotion.activated.connect(lambda at: verbs.set_emotion(EMOTIONS[at].name))
        self.face.activated.connect(lambda at: verbs.set_face(self.face.itemData(at)))

    def show_edits(self, edits: Sequence[Edit]) -> None:
        """Show these edits' emotion, face and whether they are on."""
        name = common(edit.emotion for edit in edits)
        many = len(edits) > 1
        self.title.setText(f"{len(edits)} edits" if many else edits[0].name)
        self.details.setText(self._details(edits))
        self._show_picture(name)
        on = common(edit.enabled for edit in edits)
        self.enabled.show_state(on)
        self.enabled.setToolTip("Switch on (E)" if on is False else "Switch off (E)")
        rows = [row.name for row in EMOTIONS]
        borrowed = any(edit.performance is not None for edit in edits)
        self.emotion.setPlaceholderText("None: a reference" if borrowed and not many else MIXED)
        self.emotion.setCurrentIndex(rows.index(name) if name and not borrowed else -1)
        face = common(map(face_of, edits))
        self.face.setCurrentIndex(-1 if face is None else self.face.findData(face))

    def show_faces(self) -> None:
        """Offer the faces that were found; with one alone there is nothing to choose."""
        analysis = self._desk.analysis
        numbers = [track.number for track in analysis.tracks] if analysis else []
        self.face.clear()
        for number in numbers:
            self.face.addItem(f"Face {number}", number)
        for widget in (self.face, self.face_caption):
            widget.setVisible(len(numbers) > 1)

    def _details(self, edits: Sequence[Edit]) -> str:
        if len(edits) > 1:
            names = dict.fromkeys(edit.name for edit in edits)
            return ", ".join(names)
        edit = edits[0]
        span = f"{format_timecode(edit.span.length, self._desk.rate)}"
        kind = "custom" if edit.centre is not None else "shaped" if edit.pins else ""
        if edit.performance is not None:
            kind = f"like {edit.emotion}"
        return ", ".join(filter(None, (span, kind, "" if edit.enabled else "off")))

    def _show_picture(self, name: str | None) -> None:
        if name is None:
            self.picture.setPixmap(face_pixmap("neutral", FACE, "#5F636B", self.devicePixelRatioF()))
        else:
            self.picture.setPixmap(face_pixmap(name, FACE, ratio=self.devicePixelRatioF()))

    def _build(self) -> None:
        self.title.setProperty("look", "heading")
        self.details.setProperty("look", "label")
        for combo, tip in (
            (self.emotion, "Emotion (Shift+1 to Shift+8)"),
            (self.face, "The face that changes"),
        ):
            combo.setPlaceholderText(MIXED)
            combo.setToolTip(tip)
            combo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.emotion.setAccessibleName("Emotion")
        self.face.setAccessibleName("Face")
        self.emotion.setIconSize(QSize(SMALL_FACE, SMALL_FACE))
        for row in EMOTIONS:
            self.emotion.addItem(face_icon(row.name), row.name.capitalize())
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.details)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.picture)
        top.addLayout(words, 1)
        top.addWidget(self.enabled)
        self.column.addLayout(top)
        self.column.addSpacing(4)
        self.column.addWidget(caption("Emotion"))
        self.column.addWidget(self.emotion)
        self.column.addWidget(self.face_caption)
        self.column.addWidget(self.face)
        self.show_faces()
