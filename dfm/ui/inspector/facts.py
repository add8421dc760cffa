"""What the inspector shows while nothing is selected: what to do next, the video's facts and the face's.

Facts are words made from what is known; finding them out is others' work.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from dfm.core.document.emotions import EMOTIONS
from dfm.ui.desk import Desk
from dfm.ui.inspector.groups import heading, rule
from dfm.ui.inspector.person import PersonGroup
from dfm.ui.theme import figures_font
from dfm.ui.timecode import format_timecode
from dfm.ui.widgets.elided_label import ElidedLabel
from dfm.ui.widgets.words import count_words

if TYPE_CHECKING:
    from dfm.core.analyze import Analysis
    from dfm.core.faces.tracks import FaceTrack
    from dfm.core.media.info import MediaInfo

Facts = tuple[tuple[str, str], ...]

KEYS = f"{EMOTIONS[0].key}–{EMOTIONS[-1].key}"
NO_VIDEO = ("No video yet", "Drop a video anywhere in this window, or press Ctrl+O.")
NO_EDITS = ("No edits yet", f"Drag an emotion onto the timeline, or press {KEYS} to add one at the playhead.")
NO_SELECTION = ("Nothing selected", "Click an edit on the timeline to change it here.")
LOOKING = (("Looking for faces", "…"),)


def video_facts(media: "MediaInfo") -> Facts:
    """What a video is, in words."""
    width, height = media.display_size
    rate = float(media.frame_rate)
    words = [
        ("Size", f"{width} × {height}"),
        ("Length", format_timecode(media.frames, media.frame_rate)),
        ("Frames", f"{media.frames:,}".replace(",", " ")),
        (
            "Rate",
            f"{rate:.3f}".rstrip("0").rstrip(".") + (" on average" if media.variable_rate else " a second"),
        ),
        ("Picture", f"{media.codec.upper()}, {media.bit_depth} bit"),
        ("Sound", _sound(media)),
    ]
    return tuple(words)


def face_facts(analysis: "Analysis", number: int) -> Facts:
    """What is known of a face, in words."""
    track = next((track for track in analysis.tracks if track.number == number), None)
    if track is None:
        return (("Faces", "none found"),)
    found = len(analysis.tracks)
    return (
        ("Face", f"{number} of {found}"),
        ("Size", f"{_height(track)} pixels high"),
        ("Seen", _seen(track, analysis.media)),
    )


def _sound(media: "MediaInfo") -> str:
    if not media.audio:
        return "none"
    first = media.audio[0]
    words = f"{first.codec.upper()}, {first.sample_rate / 1000:g} kHz, {first.layout}"
    return words if len(media.audio) == 1 else f"{words}, {count_words(len(media.audio), 'track')}"


def _height(track: "FaceTrack") -> int:
    """How high a face is in the middle of all frames."""
    heights = sorted(float(height) for height in track.boxes[:, 3])
    return round(heights[len(heights) // 2])


def _seen(track: "FaceTrack", media: "MediaInfo") -> str:
    frames = len(track.frames)
    if frames >= media.frames:
        return "all the time"
    seconds = float(frames / media.frame_rate)
    return f"{seconds:.1f} s, {100 * frames / max(media.frames, 1):.0f} % of the video"


class FactsPage(QWidget):
    """Says what to do, and what the video and the chosen face are."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.title, self.advice = QLabel(), QLabel()
        self.video, self.face = FactsTable("VIDEO"), FactsTable("FACE")
        self.person = PersonGroup(desk)
        self.warnings = QLabel()
        self._build()

    def show_desk(self) -> None:
        """Show what is known now."""
        media, analysis = self._desk.media, self._desk.analysis
        title, advice = NO_SELECTION if self._desk.project.edits else NO_EDITS
        self.title.setText(title if media else NO_VIDEO[0])
        self.advice.setText(advice if media else NO_VIDEO[1])
        self.video.setVisible(media is not None)
        self.face.setVisible(media is not None)
        self.person.setVisible(self._has_face)
        self.warnings.setVisible(media is not None and bool(media.warnings))
        if media is None:
            return
        self.video.show_facts(video_facts(media), media.path.name)
        self.face.show_facts(LOOKING if analysis is None else face_facts(analysis, self._desk.face))
        self.person.show_face(self._desk.face)
        self.warnings.setText("\n".join(media.warnings))

    @property
    def _has_face(self) -> bool:
        """Whether there is a face that could be somebody."""
        return self._desk.analysis is not None and bool(self._desk.analysis.tracks)

    def _build(self) -> None:
        self.title.setProperty("look", "heading")
        self.advice.setProperty("look", "quiet")
        for label in (self.title, self.advice, self.warnings):
            label.setWordWrap(True)
        self.warnings.setProperty("look", "alarm")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.title)
        column.addWidget(self.advice)
        column.addWidget(self.video)
        column.addWidget(self.face)
        column.addWidget(self.person)
        column.addWidget(self.warnings)
        column.addStretch(1)


class FactsTable(QWidget):
    """Facts under a heading: names on the left, words on the right."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: Facts = ()
        self.words: dict[str, QLabel] = {}
        self.subject = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self._rows = QFormLayout()
        self._rows.setHorizontalSpacing(12)
        self._rows.setVerticalSpacing(4)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(rule())
        column.addWidget(heading(name))
        column.addWidget(self.subject)
        column.addLayout(self._rows)

    def show_facts(self, facts: Facts, subject: str = "") -> None:
        """Show facts, perhaps under the name of what they are about."""
        self.subject.set_line(subject)
        self.subject.setVisible(bool(subject))
        if facts == self._facts:
            return
        self._facts = facts
        while self._rows.rowCount():
            self._rows.removeRow(0)
        self.words.clear()
        for name, words in facts:
            caption, self.words[name] = QLabel(name), QLabel(words)
            caption.setProperty("look", "quiet")
            self.words[name].setFont(figures_font())
            self.words[name].setWordWrap(True)
            self.words[name].setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self._rows.addRow(caption, self.words[name])
