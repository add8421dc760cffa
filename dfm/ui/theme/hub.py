"""Which theme shows now, and the word to everyone when it is exchanged.

It dresses the application: palette, style sheet and font. Widgets that paint themselves ask
`current_theme()` at paint time and repaint on `theme_hub.theme_changed`.
"""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from dfm.ui.theme.palette import DARK, LIGHT, Theme
from dfm.ui.theme.sheet import style_sheet

BODY_PIXELS = 13
LABEL_PIXELS = 11
PLAIN_FAMILIES = ("DejaVu Sans", "Sans Serif", "Sans", "Bitstream Vera Sans")
"""What a Linux system without a wish of its own answers; a drawn interface deserves a better one."""
BETTER_FAMILIES = ("Inter", "Noto Sans", "Cantarell", "Ubuntu")


class ThemeHub(QObject):
    """Holds the theme and tells when it changed."""

    theme_changed = Signal(object)
    """Theme: the one that shows from now on."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = DARK

    @property
    def theme(self) -> Theme:
        """The theme that shows."""
        return self._theme

    def use(self, theme: Theme) -> None:
        """Dress the application anew, where there is one, and tell everyone."""
        changed = theme != self._theme
        self._theme = theme
        dress(theme)
        if changed:
            self.theme_changed.emit(theme)


theme_hub = ThemeHub()


def current_theme() -> Theme:
    """The theme that shows now."""
    return theme_hub.theme


def system_theme() -> Theme:
    """The theme that fits the user's desktop; dark where the desktop does not say."""
    hints = QGuiApplication.styleHints()
    return LIGHT if hints.colorScheme() is Qt.ColorScheme.Light else DARK


def dress(theme: Theme) -> None:
    """Give the application the theme's palette, style sheet and font."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        return
    if application.style().name() != "fusion":
        application.setStyle("Fusion")
    application.setFont(body_font())
    application.setPalette(qt_palette(theme))
    application.setStyleSheet(style_sheet(theme))


def body_font() -> QFont:
    """The font of all text: the system's own family at 13 pixels."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if font.family() in PLAIN_FAMILIES:
        known = set(QFontDatabase.families())
        font.setFamilies([*(name for name in BETTER_FAMILIES if name in known), font.family()])
    font.setPixelSize(BODY_PIXELS)
    return font


def label_font() -> QFont:
    """The same family for labels, 11 pixels."""
    font = QFont(QApplication.font())
    font.setPixelSize(LABEL_PIXELS)
    return font


def figures_font(pixels: int = BODY_PIXELS) -> QFont:
    """The same family with figures of one width, so that a running timecode stands still."""
    font = QFont(QApplication.font())
    font.setPixelSize(pixels)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def qt_palette(theme: Theme) -> QPalette:
    """The theme as Qt's palette, for whatever the style sheet does not reach."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    for which, colour in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.field),
        (role.AlternateBase, theme.panel),
        (role.Text, theme.text),
        (role.PlaceholderText, theme.quiet),
        (role.Button, theme.raised),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.alarm),
        (role.ToolTipBase, theme.raised),
        (role.ToolTipText, theme.text),
        (role.Highlight, theme.selected),
        (role.HighlightedText, theme.text),
        (role.Accent, theme.accent),
        (role.Link, theme.link),
        (role.LinkVisited, theme.link),
        (role.Light, theme.hover),
        (role.Midlight, theme.raised),
        (role.Mid, theme.line),
        (role.Dark, theme.window),
        (role.Shadow, theme.well),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(group.Disabled, which, QColor(theme.faint))
    return palette
