"""The inspector's panel: the selected edits in detail, or the facts of the video while none is selected."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from dfm.core.document.edits import Edit
from dfm.ui.desk import Desk
from dfm.ui.inspector.edit_page import EditPage
from dfm.ui.inspector.facts import FactsPage

if TYPE_CHECKING:
    from dfm.ui.verbs import Verbs

LEAST_WIDTH, BEST_WIDTH = 264, 280
LOAD_MS = 2500
"""How long after the window the pad is loaded, so that the first selection need not wait for it."""


class InspectorPanel(QFrame):
    """Follows the desk's selection."""

    person_asked = Signal(int)
    """A person's file is to be chosen for this face."""
    training_asked = Signal(int)
    """This face's person is to be trained."""
    clearing_asked = Signal(int)
    """This face is to be anybody."""

    def __init__(self, desk: Desk, verbs: "Verbs", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: tuple[Edit, ...] = ()
        self.facts = FactsPage(desk)
        self.page = EditPage(desk, verbs)
        self._stack = QStackedWidget()
        self._build()
        desk.project_changed.connect(self._show)
        desk.selection_changed.connect(self._show_others)
        desk.media_changed.connect(self._show)
        desk.analysis_changed.connect(self._show_analysis)
        desk.face_changed.connect(self._show_analysis)
        desk.persons_changed.connect(self._show_persons)
        for group in (self.facts.person, self.page.person):
            group.choice_asked.connect(self.person_asked)
            group.training_asked.connect(self.training_asked)
            group.clearing_asked.connect(self.clearing_asked)
        self._show_analysis()

    def _build(self) -> None:
        self.setObjectName("inspector_panel")
        self.setProperty("look", "panel")
        self.setAccessibleName("Inspector")
        self.setMinimumWidth(LEAST_WIDTH)
        heading = QLabel("INSPECTOR")
        heading.setProperty("look", "section")
        for page in (self.facts, self.page):
            self._stack.addWidget(_scrolled(page))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 2, 8)
        column.setSpacing(8)
        column.addWidget(heading)
        column.addWidget(self._stack, 1)

    @Slot()
    def _show(self) -> None:
        """Show what is selected, as it is now."""
        edits = self._desk.selected_edits
        if edits and edits != self._shown:
            self.page.show_edits(edits)
        self._shown = edits
        if not edits:
            self.facts.show_desk()
        self._stack.setCurrentIndex(1 if edits else 0)

    @Slot()
    def _show_persons(self) -> None:
        """Show who the faces are now."""
        if edits := self._desk.selected_edits:
            self.page.show_person(edits)
        else:
            self.facts.show_desk()

    @Slot()
    def _show_others(self) -> None:
        """Show other edits than before."""
        self.page.forget_typing()
        self._show()

    @Slot()
    def _show_analysis(self) -> None:
        """Show what was found out, or that another face was chosen."""
        self.page.show_analysis()
        self._shown = ()
        self._show()

    # Qt's own names

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(LOAD_MS, self.page.shape, self.page.shape.load)

    def sizeHint(self) -> QSize:
        return QSize(BEST_WIDTH, 480)


def _scrolled(content: QWidget) -> QScrollArea:
    """A page that scrolls where the window is low."""
    page = QWidget()
    page.setProperty("look", "page")
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 6, 0)
    column.addWidget(content)
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
