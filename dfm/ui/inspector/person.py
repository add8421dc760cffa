"""The group of the person: whom a face is played as, and what is known of that person.

It tells what the user asks for and shows what it is given; it opens no file.
"""

from collections.abc import Iterable, Sequence
from pathlib import PurePath

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from dfm.core.document.casting import person_of
from dfm.core.document.persons import PersonFile
from dfm.ui.desk import Desk
from dfm.ui.inspector.groups import Group, caption
from dfm.ui.theme.icons import icon

ANYBODY = "Anybody"
EMPTY = "Plays emotions as most people do. With a person's file this face plays them as that person does."
MIXED = "The selected edits change different faces."
AS_ANYBODY = "that is played much as most people do."
MANY = 6
"""So many emotions are no longer told one by one."""
MOST_LETTERS = 22
GLYPH = 16


class PersonGroup(Group):
    """Shows the person of one face, and lets another one be chosen, trained or cleared."""

    choice_asked = Signal(int)
    training_asked = Signal(int)
    clearing_asked = Signal(int)

    def __init__(self, desk: Desk, *, is_brief: bool = False, parent: QWidget | None = None) -> None:
        """Where it is brief, only what is wrong or lacking stands below; the rest is in its tool tip."""
        super().__init__(parent)
        self._is_brief = is_brief
        self._desk = desk
        self._face: int | None = None
        self.button = QPushButton(icon("account"), ANYBODY)
        self.menu = QMenu(self.button)
        self.clear = QToolButton()
        self.words = QLabel()
        self._build()

    @property
    def face(self) -> int | None:
        """The face whose person shows, None where there are several."""
        return self._face

    def show_face(self, face: int | None, asked: Iterable[str] = ()) -> None:
        """Show the person of a face, and whether their footage lacks the emotions that are asked for."""
        self._face = face
        self.button.setEnabled(face is not None)
        file = None if face is None else person_of(self._desk.project, face)
        self.clear.setVisible(file is not None)
        self.menu.actions()[-1].setEnabled(file is not None)
        if file is None:
            words = EMPTY if face is not None else MIXED
            self._show(ANYBODY, words, "" if self._is_brief else words)
        else:
            self._show_person(file, asked)

    def _show_person(self, file: PersonFile, asked: Iterable[str]) -> None:
        """Show whose file this is, and what is wrong with it or lacking in it."""
        person, trouble = self._desk.persons.get(file.face), self._desk.troubles.get(file.face)
        if trouble is not None or person is None:
            words = trouble.replace(file.path, PurePath(file.path).name) if trouble else "Reading…"
            self._show(file.name, f"{words}\n{file.path}", words, is_alarm=trouble is not None)
            return
        words = _footage(person.seconds, person.thin)
        lacking = [name for name in asked if name in person.thin]
        said = f"{person.name}'s footage hardly shows {_listed(lacking)}: {AS_ANYBODY}" if lacking else ""
        self._show(person.name, f"{words}\n{file.path}", said if self._is_brief else words)

    def _show(self, name: str, tip: str, words: str, *, is_alarm: bool = False) -> None:
        self.button.setText(name if len(name) <= MOST_LETTERS else f"{name[: MOST_LETTERS - 1]}…")
        self.button.setAccessibleName(f"Person: {name}")
        self.button.setToolTip(tip)
        self._say(words, is_alarm=is_alarm)

    def _say(self, words: str, *, is_alarm: bool) -> None:
        look = "alarm" if is_alarm else "label"
        if self.words.property("look") != look:
            self.words.setProperty("look", look)
            self.words.style().unpolish(self.words)
            self.words.style().polish(self.words)
        self.words.setText(words)
        self.words.setVisible(bool(words))

    def _ask(self, signal: SignalInstance) -> None:
        if self._face is not None:
            signal.emit(self._face)

    def _build(self) -> None:
        for text, glyph, signal in (
            ("Choose a Person's File…", "account-outline", self.choice_asked),
            ("Train from Videos…", "school-outline", self.training_asked),
            (ANYBODY, "account-off-outline", self.clearing_asked),
        ):
            action = self.menu.addAction(icon(glyph), text)
            action.triggered.connect(lambda _=False, signal=signal: self._ask(signal))
        self.button.setMenu(self.menu)
        self.button.setProperty("look", "choice")
        self.button.setIconSize(QSize(GLYPH, GLYPH))
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clear.setIcon(icon("close", "quiet"))
        self.clear.setToolTip("Play this face as anybody again")
        self.clear.setAccessibleName("Clear the person")
        self.clear.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clear.clicked.connect(lambda: self._ask(self.clearing_asked))
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.button, 1)
        row.addWidget(self.clear)
        self.column.addWidget(caption("Plays as"))
        self.column.addLayout(row)
        self.column.addWidget(self.words)


def _footage(seconds: float, thin: tuple[str, ...]) -> str:
    """What a person was learned from, in words."""
    whole = round(seconds)
    length = f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60:02d} s"
    told = f"Learned from {length} of footage."
    if not thin:
        return told
    if len(thin) >= MANY:
        return f"{told} It hardly shows any emotion: {AS_ANYBODY}"
    return f"{told} It hardly shows {_listed(thin)}: {AS_ANYBODY}"


def _listed(names: Sequence[str]) -> str:
    """Names as in `fear, disgust and sad`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
