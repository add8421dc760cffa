"""The about page names every library and model file with its licence."""

from PySide6.QtWidgets import QTableWidget
from pytestqt.qtbot import QtBot

from dfm.core import weights
from dfm.ui.dialogs.about import AboutDialog, library_rows, weight_rows


def test_every_library_tells_its_licence() -> None:
    rows = library_rows()
    assert [row for row in rows if not row[1] or not row[2]] == []
    licences = {name: licence for name, _, licence, _ in rows}
    assert "LGPL" in licences["PySide6-Essentials"]
    assert "Apache" in licences["mediapipe"]


def test_every_model_file_is_listed() -> None:
    assert {row[0] for row in weight_rows()} == {entry.file for entry in weights.table()}
    assert all(licence for *_, licence in weight_rows())


def test_the_dialog_shows_both(qtbot: QtBot) -> None:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    counts = {table.rowCount() for table in dialog.findChildren(QTableWidget)}
    assert counts == {len(library_rows()), len(weight_rows())}
