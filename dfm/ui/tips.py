"""The few words of the first time, beside the buttons they speak of: each goes when it was followed.

There is never more than one, and it covers nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from dfm.ui.desk import Desk
from dfm.ui.settings import TIPS_SEEN, Settings
from dfm.ui.theme.icons import icon
from dfm.ui.widgets.elided_label import ElidedLabel


@dataclass(frozen=True, slots=True)
class Tip:
    """What to say, when it helps and when it was followed."""

    name: str
    text: str
    helps: Callable[[Desk], bool]
    followed: Callable[[Desk], bool]


TIPS = (
    Tip(
        "reenact",
        "Reenact Video renders every edit in full quality",
        lambda desk: bool(desk.project.edits) and bool(desk.analysis and desk.analysis.tracks),
        lambda desk: bool(desk.rendered_spans),
    ),
    Tip(
        "export",
        "Happy with it? Export writes the video",
        lambda desk: bool(desk.rendered_spans),
        lambda desk: False,
    ),
)


class Tips(QFrame):
    """Shows the first tip that helps now and was not seen yet, with a way to close it."""

    def __init__(self, desk: Desk, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tip")
        self._desk, self._settings = desk, settings
        self._tip: Tip | None = None
        self._words = ElidedLabel()
        self.close_button = QToolButton()
        self.close_button.setIcon(icon("close", "quiet"))
        self.close_button.setToolTip("Do not show this again")
        self.close_button.setAccessibleName("Close this tip")
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.clicked.connect(self._on_closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 2, 0)
        row.setSpacing(4)
        row.addWidget(self._words)
        row.addWidget(self.close_button)
        for changed in (
            desk.analysis_changed,
            desk.project_changed,
            desk.rendered_changed,
            desk.media_changed,
        ):
            changed.connect(self.refresh)
        self.refresh()

    @property
    def shown(self) -> str:
        """The name of the tip that shows, or nothing."""
        return self._tip.name if self._tip else ""

    def again(self) -> None:
        """Give every tip once more."""
        self._settings.set(TIPS_SEEN, "")
        self.refresh()

    def follow(self, name: str) -> None:
        """This tip was followed: it is not given again."""
        self._settings.set(TIPS_SEEN, ",".join(sorted(self._seen() | {name})))
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Put away what was followed, and see what helps now."""
        for tip in TIPS:
            if tip.name not in self._seen() and tip.helps(self._desk) and tip.followed(self._desk):
                self.follow(tip.name)
                return
        seen = self._seen()
        self._tip = next((tip for tip in TIPS if tip.name not in seen and tip.helps(self._desk)), None)
        self._words.set_line(self._tip.text if self._tip else "")
        self.setVisible(self._tip is not None)

    @Slot()
    def _on_closed(self) -> None:
        if self._tip is not None:
            self.follow(self._tip.name)

    def _seen(self) -> set[str]:
        return set(filter(None, self._settings.get(TIPS_SEEN).split(",")))
