"""The sheet of keyboard shortcuts: every action that has a key, found by typing what it does or its key."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dfm.ui.actions import Row
from dfm.ui.theme.icons import icon


@dataclass(frozen=True, slots=True)
class Gesture:
    """Something that no menu shows: keys held together, or the mouse."""

    group: str
    text: str
    keys: str


GESTURES = (
    Gesture("Play", "One frame on or back while held", "K + L, K + J"),
    Gesture("Play", "Faster with every press", "L, J"),
    Gesture("Timeline", "Zoom around the pointer", "Ctrl + wheel"),
    Gesture("Timeline", "Scroll in time", "Wheel"),
    Gesture("Timeline", "Add to the selection", "Shift or Ctrl + click"),
    Gesture("Timeline", "Give a drag up", "Esc"),
    Gesture("Pictures", "Zoom into the picture", "Wheel"),
    Gesture("Pictures", "Move the picture", "Middle button"),
    Gesture("Pictures", "Choose a face to edit", "Click it"),
)


class ShortcutsDialog(QDialog):
    """Three columns: what it does, its keys, and when it makes sense."""

    def __init__(self, rows: Iterable[Row], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard Shortcuts")
        self.resize(620, 620)
        self._search = QLineEdit()
        self._search.setPlaceholderText("Search: split, nudge, Ctrl+E …")
        self._search.setAccessibleName("Search shortcuts")
        self._search.setClearButtonEnabled(True)
        self._search.addAction(icon("magnify", "quiet"), QLineEdit.ActionPosition.LeadingPosition)
        self._search.textChanged.connect(self._filter)
        self._tree = QTreeWidget()
        self._tree.setAccessibleName("Shortcuts")
        self._tree.setHeaderLabels(["What", "Keys", "When"])
        self._tree.setRootIsDecorated(False)
        self._tree.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        self._tree.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._tops: dict[str, QTreeWidgetItem] = {}
        self._groups: dict[QTreeWidgetItem, list[QTreeWidgetItem]] = {}
        self._fill(rows)
        self._nothing = QLabel("Nothing fits. Try a shorter word.")
        self._nothing.setProperty("look", "quiet")
        self._nothing.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        for part in (self._search, self._nothing, self._tree, buttons):
            column.addWidget(part)
        self._search.setFocus()

    def found(self) -> list[str]:
        """What is listed now."""
        return [item.text(0) for items in self._groups.values() for item in items if not item.isHidden()]

    @Slot(str)
    def _filter(self, text: str) -> None:
        """Show only what holds every typed word."""
        words = text.lower().split()
        for group, items in self._groups.items():
            for item in items:
                whole = " ".join([group.text(0), item.text(0), item.text(1)]).lower()
                item.setHidden(not all(word in whole for word in words))
            group.setHidden(all(item.isHidden() for item in items))
        self._nothing.setVisible(not self.found())

    def _fill(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if row.keys:
                what = f"{row.under}: {row.text}" if row.under else row.text.rstrip("…")
                keys = "  or  ".join(native(each) for each in row.shortcuts)
                self._add(row.menu, what, keys, "" if row.when.value == "always" else row.when.value)
        for gesture in GESTURES:
            self._add(gesture.group, gesture.text, gesture.keys, "")
        self._tree.expandAll()
        header = self._tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)

    def _add(self, group: str, what: str, keys: str, when: str) -> None:
        if group not in self._tops:
            top = self._tops[group] = QTreeWidgetItem(self._tree, [group])
            font = top.font(0)
            font.setBold(True)
            top.setFont(0, font)
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self._groups[top] = []
        top = self._tops[group]
        self._groups[top].append(QTreeWidgetItem(top, [what, keys, when]))


def native(keys: QKeySequence) -> str:
    """Keys as this system writes them."""
    return keys.toString(QKeySequence.SequenceFormat.NativeText)
