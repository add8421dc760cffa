"""The bar at the top of the window: menus, what is open, tips, undo, redo, history, renderer,
Reenact Video, Export."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QPushButton, QToolButton, QWidget

from dfm.ui.action_table import DRAW_WITH
from dfm.ui.actions import Actions
from dfm.ui.desk import Desk
from dfm.ui.renderers import Renderers
from dfm.ui.tips import Tips
from dfm.ui.widgets.elided_label import ElidedLabel
from dfm.ui.widgets.reenact_button import ReenactButton
from dfm.ui.widgets.renderer_button import RendererButton

GAP = 6
ROOMY = 1160
"""Pixels in which all has room with a tip beside it."""


class TopBar(QWidget):
    """Its buttons are actions of the table; only Reenact Video knows more than its action."""

    def __init__(
        self, desk: Desk, renderers: Renderers, actions: Actions, reenact: ReenactButton, tips: Tips
    ) -> None:
        super().__init__()
        bar = QMenuBar()
        self._actions = actions
        self.menus = actions.fill(bar)
        bar.setMinimumWidth(bar.sizeHint().width())
        self.reenact = reenact
        self.title = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title.setProperty("look", "heading")
        self.title.setAccessibleName("What is open")
        self.undo, self.redo, self.history = map(self._tool, ("edit.undo", "edit.redo", "edit.history"))
        self.drawn_with = RendererButton(desk, renderers, self.menus[DRAW_WITH])
        self.export = QPushButton("Export")
        self.export.setToolTip(actions["file.export"].toolTip())
        self.export.clicked.connect(actions["file.export"].trigger)
        reenact.clicked.connect(actions["tools.reenact"].trigger)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, 4, GAP, 4)
        row.setSpacing(8)
        row.addWidget(bar)
        row.addWidget(self.title, 1)
        row.addWidget(tips)
        for button in (self.undo, self.redo, self.history, self.drawn_with, reenact, self.export):
            row.addWidget(button)

    def show_name(self, name: str, *, is_dirty: bool) -> None:
        """Show what is open, with a dot while it is not saved."""
        self.title.set_line(f"{name} •" if name and is_dirty else name)

    def _tool(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(self._actions[name])
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setAccessibleName(self._actions[name].text())
        return button

    # Qt's own names

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.drawn_with.be_brief(brief=self.width() < ROOMY)
