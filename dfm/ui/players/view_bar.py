"""The row under the pictures: in which mode they show, how large, and what is drawn over them."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from dfm.ui.players.modes import Mode, Overlay
from dfm.ui.players.transport import tool_button
from dfm.ui.theme import figures_font

_MODES = (
    (Mode.SIDE_BY_SIDE, "view-split-vertical", "Input and output side by side (Alt+1)"),
    (Mode.INPUT, "alpha-i-box-outline", "Input only (Alt+2)"),
    (Mode.OUTPUT, "alpha-o-box-outline", "Output only (Alt+3)"),
    (Mode.WIPE, "compare", "Wipe between input and output (Alt+4)"),
    (Mode.DIFFERENCE, "invert-colors", "What the edits change, four times as strong (Alt+5)"),
)
_OVERLAYS = (
    (Overlay.BOXES, "Face Boxes"),
    (Overlay.MESH, "Mesh"),
    (Overlay.GAZE, "Gaze"),
)


class ViewBar(QWidget):
    """Buttons for mode, zoom and overlay."""

    mode_chosen = Signal(object)
    """Mode."""
    fit_pressed = Signal()
    actual_pressed = Signal()
    overlay_chosen = Signal(object)
    """Overlay: all that is to be drawn."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._overlay = Overlay.BOXES
        self._last = Overlay.BOXES
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 0)
        row.setSpacing(8)
        row.addWidget(self._make_modes())
        row.addStretch(1)
        self._percent = QLabel()
        self._percent.setProperty("look", "label")
        self._percent.setFont(figures_font(11))
        self._percent.setAccessibleName("Zoom")
        self._percent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._percent.setMinimumWidth(self._percent.fontMetrics().horizontalAdvance("1600 %"))
        row.addWidget(self._percent)
        row.addWidget(self._make_zoom())
        row.addWidget(self._make_overlay())

    def _make_modes(self) -> QWidget:
        box, row = _segments()
        self._modes = QButtonGroup(self)
        self._buttons: dict[Mode, QToolButton] = {}
        for mode, glyph, tip in _MODES:
            button = tool_button(glyph, f"Show {mode.value}", tip, checkable=True)
            button.setChecked(mode is Mode.SIDE_BY_SIDE)
            button.clicked.connect(lambda _=False, mode=mode: self.mode_chosen.emit(mode))
            self._modes.addButton(button)
            self._buttons[mode] = button
            row.addWidget(button)
        return box

    def _make_zoom(self) -> QWidget:
        box, row = _segments()
        self._fit = tool_button("fit-to-screen-outline", "Fit the picture", "Fit the picture (Ctrl+0)")
        self._actual = QToolButton()
        self._actual.setText("100 %")
        self._actual.setAccessibleName("Actual pixels")
        self._actual.setToolTip("One pixel of the picture on one of the screen (Ctrl+Alt+0)")
        self._actual.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for button, signal in ((self._fit, self.fit_pressed), (self._actual, self.actual_pressed)):
            button.setCheckable(True)
            button.clicked.connect(signal)
            row.addWidget(button)
        return box

    def _make_overlay(self) -> QWidget:
        self._faces = tool_button("face-recognition", "Face overlay", "Face overlay (F)", checkable=True)
        self._faces.setChecked(True)
        self._faces.clicked.connect(self.toggle_overlay)
        menu = QMenu(self._faces)
        self._actions: dict[Overlay, QAction] = {}
        for part, name in _OVERLAYS:
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(part in self._overlay)
            action.triggered.connect(lambda on=False, part=part: self._switch(part, on))
            self._actions[part] = action
        self._faces.setMenu(menu)
        self._faces.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        return self._faces

    # What it shows

    def show_mode(self, mode: Mode) -> None:
        """Show which mode is on."""
        self._buttons[mode].setChecked(True)

    def show_zoom(self, scale: float | None, *, fits: bool) -> None:
        """Show how large the picture is."""
        self._percent.setText("" if scale is None else f"{round(scale * 100)} %")
        self._fit.setChecked(fits)
        self._actual.setChecked(not fits and scale == 1.0)

    def toggle_overlay(self) -> None:
        """Draw nothing over the pictures, or again what was drawn before."""
        self.set_overlay(Overlay.NOTHING if self._overlay else self._last)

    def set_overlay(self, overlay: Overlay) -> None:
        """Draw this over the pictures."""
        self._last = overlay or self._overlay or Overlay.BOXES
        self._overlay = overlay
        with QSignalBlocker(self._faces):
            self._faces.setChecked(bool(overlay))
        for part, action in self._actions.items():
            action.setChecked(part in overlay)
        self.overlay_chosen.emit(overlay)

    def _switch(self, part: Overlay, on: bool) -> None:
        self.set_overlay(self._overlay | part if on else self._overlay & ~part)


def _segments() -> tuple[QFrame, QHBoxLayout]:
    box = QFrame()
    box.setProperty("look", "segments")
    row = QHBoxLayout(box)
    row.setContentsMargins(1, 1, 1, 1)
    row.setSpacing(1)
    return box, row
