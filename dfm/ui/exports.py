"""What leaves the editor: the video, one frame, the list of edits. It asks where; the studio does it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from dfm.ui.desk import Desk
from dfm.ui.dialogs.consent import may_edit
from dfm.ui.settings import LAST_FOLDER, Settings
from dfm.ui.studio import Studio

PICTURES = "Pictures (*.png *.jpg)"
LISTS = "Edit lists (*.csv *.json)"


class Exports(QObject):
    """The three exports of the menu File."""

    written = Signal(object)
    """Path: a video is written."""

    def __init__(self, desk: Desk, studio: Studio, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._studio, self._settings, self._window = desk, studio, settings, window
        self._shows_folder = False
        studio.exported.connect(self._on_exported)

    @Slot()
    def video(self) -> None:
        """Ask how, then write the video."""
        from dfm.ui.dialogs.export import ExportDialog

        media = self._desk.media
        if media is None or not may_edit(self._settings, self._window):
            return
        dialog = ExportDialog(media, self._desk.project.marked, self._settings, self._window)
        dialog.accepted.connect(lambda: self._begin(dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def frame(self) -> None:
        """Ask where, then write the frame that shows."""
        self._ask(
            "Export Frame", f"{self._stem()} {self._desk.playhead}.png", PICTURES, self._studio.export_frame
        )

    @Slot()
    def edit_list(self) -> None:
        """Ask where, then write the edits as a table."""
        self._ask("Export Edit List", f"{self._stem()} edits.csv", LISTS, self._studio.export_edit_list)

    def _begin(self, dialog: QObject) -> None:
        from dfm.ui.dialogs.export import ExportDialog

        if isinstance(dialog, ExportDialog) and dialog.wish is not None:
            self._shows_folder = dialog.shows_folder
            self._studio.export(dialog.wish)

    def _ask(self, title: str, name: str, kinds: str, write: Callable[[Path], object]) -> None:
        """Ask for a file, and write it with the suggested ending where none was typed."""
        suggested = self._folder() / name
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, str(suggested), kinds)
        if chosen:
            path = Path(chosen)
            write(path if path.suffix else path.with_suffix(suggested.suffix))

    def _stem(self) -> str:
        return self._desk.media.path.stem if self._desk.media else "edited"

    def _folder(self) -> Path:
        known = self._settings.get(LAST_FOLDER)
        return Path(known) if known else Path.home()

    @Slot(object)
    def _on_exported(self, path: Path) -> None:
        if self._shows_folder:
            show_folder(path)
        self.written.emit(path)


def show_folder(path: Path) -> None:
    """Open the folder of a file in the system's own file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
