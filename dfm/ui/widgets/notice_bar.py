"""The bar that says what went wrong, or what is done: one sentence, one button, details for those who ask.

A new notice takes the place of the one before; there is never a stack.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dfm.ui.desk import Failure
from dfm.ui.theme import theme_hub
from dfm.ui.theme.icons import icon, pixmap

ICON_PIXELS = 18
_LOOKS = {"trouble": ("alert-circle-outline", "alarm"), "news": ("check-circle-outline", "praise")}
"""The icon and its colour for each kind of notice."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """What the one button says, and what it does."""

    text: str
    act: Callable[[], object]


class NoticeBar(QFrame):
    """Hidden until there is something to say."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice_bar")
        self.setAccessibleName("Notice")
        self.setProperty("kind", "trouble")
        self._failure: Failure | None = None
        self._remedy: Remedy | None = None
        self._picture = QLabel()
        self._sentence = QLabel()
        self._sentence.setWordWrap(True)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._act = QPushButton()
        self._act.setAccessibleName("What to do about it")
        self._act.clicked.connect(self._on_act)
        self._details = QPushButton("Details")
        self._details.setProperty("look", "plain")
        self._details.clicked.connect(self.show_details)
        self._close = QToolButton()
        self._close.setIcon(icon("close", "quiet"))
        self._close.setToolTip("Close this notice (Esc)")
        self._close.setAccessibleName("Close this notice")
        self._close.clicked.connect(self.clear)
        self._lay_out()
        theme_hub.theme_changed.connect(self._show_picture)
        self.hide()

    @property
    def sentence(self) -> str:
        """What the bar says, or nothing."""
        return self._failure.sentence if self._failure else ""

    def show_failure(self, failure: Failure, remedy: Remedy | None = None) -> None:
        """Say what went wrong."""
        self._show("trouble", failure, remedy)

    def show_news(self, sentence: str, remedy: Remedy) -> None:
        """Say what is done, with what can be done next."""
        self._show("news", Failure(sentence), remedy)

    def _show(self, kind: str, failure: Failure, remedy: Remedy | None) -> None:
        self._failure, self._remedy = failure, remedy
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self._sentence.setText(failure.sentence)
        self._sentence.setAccessibleDescription(failure.sentence)
        self._act.setVisible(remedy is not None)
        self._act.setText(remedy.text if remedy else "")
        self._details.setVisible(bool(failure.details))
        self._show_picture()
        self.show()

    def clear(self) -> None:
        """Say nothing any more."""
        if self._failure is not None:
            self._failure = self._remedy = None
            self.hide()
            self.closed.emit()

    def show_details(self) -> None:
        """Show what lies behind the sentence, to be read and copied."""
        if self._failure is not None:
            DetailsDialog(self._failure, self.window()).open()

    def _on_act(self) -> None:
        remedy = self._remedy
        self.clear()
        if remedy is not None:
            remedy.act()

    def _show_picture(self) -> None:
        ratio = self.devicePixelRatioF()
        glyph, tone = _LOOKS[str(self.property("kind"))]
        self._picture.setPixmap(pixmap(glyph, ICON_PIXELS, tone, ratio))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(8)
        row.addWidget(self._picture)
        row.addWidget(self._sentence, 1)
        row.addWidget(self._details)
        row.addWidget(self._act)
        row.addWidget(self._close)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
        else:
            super().keyPressEvent(event)


class DetailsDialog(QDialog):
    """The whole story of a failure."""

    def __init__(self, failure: Failure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Details")
        self.resize(640, 360)
        sentence = QLabel(failure.sentence)
        sentence.setWordWrap(True)
        text = QPlainTextEdit(failure.details)
        text.setReadOnly(True)
        text.setAccessibleName("Details")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton("Copy", QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(
            lambda: QGuiApplication.clipboard().setText(f"{failure.sentence}\n\n{failure.details}")
        )
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(sentence)
        column.addWidget(text, 1)
        column.addWidget(buttons)
