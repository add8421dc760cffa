"""What actions are: a row of the table, the condition under which it makes sense, and the QAction made of it.

It knows neither the rows (those are in `action_table`) nor what they call.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSignalBlocker, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from dfm.ui.desk import Desk
from dfm.ui.theme.icons import icon

if TYPE_CHECKING:
    from dfm.ui.window import EditorWindow

Call = Callable[["EditorWindow"], object]
LINE = "-"


class When(Enum):
    """What must be so for an action to make sense."""

    ALWAYS = "always"
    VIDEO = "with a video open"
    FACE = "once a face is found"
    EDITS = "with an edit on the timeline"
    SELECTED = "with an edit selected"
    UNDO = "after a change"
    REDO = "after undoing"
    MARKED = "with an in or out point set"
    PERSON = "with a face that is somebody"
    TRAINED = "with a trained renderer"


_HOLDS: Mapping[When, Callable[[Desk], bool]] = {
    When.ALWAYS: lambda desk: True,
    When.VIDEO: lambda desk: desk.media is not None,
    When.FACE: lambda desk: bool(desk.analysis and desk.analysis.tracks),
    When.EDITS: lambda desk: bool(desk.project.edits),
    When.SELECTED: lambda desk: bool(desk.selection),
    When.UNDO: lambda desk: desk.history.can_undo,
    When.REDO: lambda desk: desk.history.can_redo,
    When.MARKED: lambda desk: desk.project.marked is not None,
    When.PERSON: lambda desk: bool(desk.project.persons),
    When.TRAINED: lambda desk: desk.project.renderer is not None,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One action.

    `keys` are alternatives with spaces between, the first is shown; `under` names a submenu; `is_on` makes
    it one that can be on or off; `tells` is a tool tip that says more than the text.
    """

    name: str
    text: str
    call: Call
    keys: str = ""
    when: When = When.ALWAYS
    icon: str = ""
    under: str = ""
    is_on: Callable[["EditorWindow"], bool] | None = None
    repeats: bool = False
    tells: str = ""

    @property
    def menu(self) -> str:
        """The menu it stands in, from its name: `file.open` stands in File."""
        return self.name.partition(".")[0].capitalize()

    @property
    def shortcuts(self) -> tuple[QKeySequence, ...]:
        """The keys as Qt knows them."""
        return tuple(QKeySequence(keys) for keys in self.keys.split())


def line(menu: str, under: str = "") -> Row:
    """A line between two groups of a menu or submenu."""
    return Row(f"{menu}.{LINE}", LINE, lambda window: None, under=under)


class Actions(QObject):
    """The QActions of a table by name, enabled while they make sense on the desk."""

    def __init__(self, rows: Sequence[Row], window: "EditorWindow") -> None:
        super().__init__(window)
        self._window = window
        self._desk = window.desk
        self._rows = {row.name: row for row in rows if row.text != LINE}
        self._order = rows
        self._actions = {name: self._make(row) for name, row in self._rows.items()}
        window.addActions(list(self._actions.values()))
        for changed in (
            self._desk.media_changed,
            self._desk.analysis_changed,
            self._desk.project_changed,
            self._desk.history_changed,
            self._desk.selection_changed,
        ):
            changed.connect(self.refresh)
        self.refresh()

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def rows(self) -> Iterator[Row]:
        """The rows that can be called."""
        yield from self._rows.values()

    @Slot()
    def refresh(self) -> None:
        """Enable what makes sense now, and show what is on."""
        holds = {when: test(self._desk) for when, test in _HOLDS.items()}
        for name, row in self._rows.items():
            action = self._actions[name]
            action.setEnabled(holds[row.when])
            if row.is_on is not None:
                with QSignalBlocker(action):
                    action.setChecked(row.is_on(self._window))
        self._name_steps()

    def _name_steps(self) -> None:
        """Undo and Redo say what they would undo and redo."""
        history = self._desk.history
        undo = f" {history.steps[history.at].label}" if history.can_undo else ""
        redo = f" {history.steps[history.at + 1].label}" if history.can_redo else ""
        for name, step in (("edit.undo", undo), ("edit.redo", redo)):
            if name in self._actions:
                self._actions[name].setText(self._rows[name].text + step)

    def fill(self, bar: QMenuBar) -> dict[str, QMenu]:
        """Make the menus and their submenus, by title."""
        menus: dict[str, QMenu] = {}
        for row in self._order:
            if row.menu not in menus:
                menus[row.menu] = bar.addMenu(f"&{row.menu}")
                menus[row.menu].aboutToShow.connect(self.refresh)
            menu = menus[row.menu]
            if row.under:
                if row.under not in menus:
                    menus[row.under] = menu.addMenu(row.under)
                menu = menus[row.under]
            if row.text == LINE:
                menu.addSeparator()
            else:
                menu.addAction(self._actions[row.name])
        return menus

    def _make(self, row: Row) -> QAction:
        action = QAction(row.text, self)
        action.setObjectName(row.name)
        action.setShortcuts(row.shortcuts)
        action.setAutoRepeat(row.repeats)
        action.setToolTip(tip(row))
        action.setStatusTip(row.tells)
        if row.icon:
            action.setIcon(icon(row.icon))
            action.setIconVisibleInMenu(True)
        if row.is_on is not None:
            action.setCheckable(True)
        action.triggered.connect(lambda: self._call(row))
        return action

    def _call(self, row: Row) -> None:
        row.call(self._window)
        self.refresh()


def tip(row: Row) -> str:
    """The tool tip of a button for this action: what it does, and its key."""
    words = row.tells or row.text.rstrip("…")
    keys = row.shortcuts
    return f"{words} ({keys[0].toString(QKeySequence.SequenceFormat.NativeText)})" if keys else words
