"""The button beside Reenact Video: what draws the frames, and a menu of what else could."""

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from dfm.ui.desk import Desk
from dfm.ui.drawing import INSTANT, TRAINED
from dfm.ui.renderers import Renderers
from dfm.ui.theme.icons import icon

GLYPH = 16
MOST_LETTERS = 14
WIDTH = 148
"""The same for every name, so that nothing beside it moves."""
BRIEF = 48
"""Where there is room for the icon alone."""
GLYPHS = {INSTANT: "lightning-bolt", TRAINED: "school-outline"}
USUAL = "image-filter-center-focus"
TELLS = {
    INSTANT: "Reenact Video draws each frame from itself alone, quickly",
    "reference": "Reenact Video borrows teeth, lids and folds from other frames of the video",
    TRAINED: "Reenact Video draws with a net that was trained on the video",
}


class RendererButton(QPushButton):
    """Shows the renderer by name, and what is wrong or odd with the trained one."""

    def __init__(self, desk: Desk, renderers: Renderers, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._renderers = desk, renderers
        self.setProperty("look", "choice")
        self.setIconSize(QSize(GLYPH, GLYPH))
        self.setMenu(menu)
        self._is_brief = False
        self.setFixedWidth(WIDTH)
        renderers.changed.connect(self.refresh)
        self.refresh()

    def be_brief(self, *, brief: bool) -> None:
        """Show the icon alone, or the name too."""
        if brief != self._is_brief:
            self._is_brief = brief
            self.setFixedWidth(BRIEF if brief else WIDTH)
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show what draws now."""
        name, file, read = self._renderers.current, self._desk.project.renderer, self._desk.trained
        text = file.name if name == TRAINED and file is not None else name.capitalize()
        tells, tone, glyph = TELLS[name], "text", GLYPHS.get(name, USUAL)
        if file is not None and file.in_use and read is not None and (read.trouble or read.caution):
            tells, tone, glyph = read.trouble or read.caution, "alarm", "alert-circle-outline"
        short = text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"
        self.setText("" if self._is_brief else short)
        self.setIcon(icon(glyph, tone))
        self.setToolTip(f"{text}. {tells}" if self._is_brief else tells)
        self.setAccessibleName(f"Renderer: {text}")
        self.setAccessibleDescription(tells)
        self.setEnabled(self._desk.media is not None)
