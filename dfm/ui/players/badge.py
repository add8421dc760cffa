"""The badge above the output: how the picture that shows came about, in words, with an icon and a colour."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from dfm.ui.players.modes import Origin
from dfm.ui.theme import current_theme, theme_hub
from dfm.ui.theme.icons import pixmap

ICON_PIXELS = 14


@dataclass(frozen=True, slots=True)
class Word:
    """What a badge says, with its icon, the theme's name for its colour, and a longer sentence."""

    text: str
    icon: str
    tone: str
    tells: str


STILL = Word("still", "timer-sand", "quiet", "The picture of another moment, until this one is ready")
LOADING = Word("loading…", "timer-sand", "quiet", "The first picture is on its way")
FINDING = Word("Finding faces…", "face-recognition", "quiet", "The output follows once the faces are found")
NO_FACE = Word("no face found", "emoticon-neutral-outline", "quiet", "No face was found in this video")
UNTOUCHED = Word("as input", "equal", "quiet", "No edit changes this frame")
RENDERED = Word("rendered", "check-circle-outline", "praise", "The finished picture, as it will be exported")


def live(milliseconds: float) -> Word:
    """The word for a picture drawn on the spot."""
    took = f"{max(1, round(milliseconds))} ms"
    return Word(f"live instant {took}", "lightning-bolt", "link", f"Drawn right now, in {took}")


def word_of(origin: Origin | None, milliseconds: float) -> Word | None:
    """The word for where a picture comes from."""
    match origin:
        case Origin.LIVE:
            return live(milliseconds)
        case Origin.RENDERED:
            return RENDERED
        case Origin.UNTOUCHED:
            return UNTOUCHED
    return None


class Badge(QWidget):
    """Shows a word, or nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._word: Word | None = None
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setProperty("look", "label")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 0, Qt.AlignmentFlag.AlignVCenter)
        theme_hub.theme_changed.connect(self._dress)

    @property
    def text(self) -> str:
        """What it says; empty for nothing."""
        return self._word.text if self._word is not None else ""

    def say(self, word: Word | None) -> None:
        """Say this from now on, or nothing."""
        if word != self._word:
            redress = word is None or self._word is None or word.icon != self._word.icon
            self._word = word
            self._text.setText(self.text)
            self.setToolTip(word.tells if word else "")
            self.setAccessibleName(f"Output: {self.text}" if word else "")
            if redress:
                self._dress()

    def _dress(self) -> None:
        word = self._word
        self._icon.setVisible(word is not None)
        if word is not None:
            self._icon.setPixmap(pixmap(word.icon, ICON_PIXELS, word.tone, self.devicePixelRatioF()))
            self._text.setStyleSheet(f"color: {current_theme().colour(word.tone)}")
