"""The timeline's context menus: the verbs that fit what lies under the pointer."""

from collections.abc import Callable

from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QWidget

from dfm.core.document.arrange import face_of
from dfm.core.document.edits import Edit
from dfm.core.document.emotions import EMOTIONS, INTENSITIES
from dfm.ui.desk import Desk
from dfm.ui.palette.emotion_face import face_pixmap
from dfm.ui.theme.icons import icon
from dfm.ui.verbs import Verbs

FACE = 16


def clip_menu(desk: Desk, verbs: Verbs, faces: tuple[int, ...], parent: QWidget) -> QMenu:
    """What can be done with the selected clips."""
    menu = QMenu(parent)
    chosen = desk.selected_edits
    _emotions(menu.addMenu("Emotion"), verbs.set_emotion, chosen)
    _strengths(menu.addMenu("Intensity"), verbs, chosen)
    if len(faces) > 1:
        _faces(menu.addMenu("Face"), verbs, faces, chosen)
    menu.addSeparator()
    _entry(menu, "Split at Playhead", verbs.split, "S")
    _entry(menu, "Duplicate", verbs.duplicate, "Ctrl+D")
    _entry(menu, "Another Take", verbs.another_take, "T", "dice-5-outline")
    _entry(menu, "Switch On or Off", verbs.toggle_enabled, "E", "eye-outline")
    menu.addSeparator()
    _entry(menu, "Cut", verbs.cut, "Ctrl+X", "content-cut")
    _entry(menu, "Copy", verbs.copy, "Ctrl+C", "content-copy")
    _entry(menu, "Paste at Playhead", verbs.paste, "Ctrl+V", "content-paste")
    menu.addSeparator()
    _entry(menu, "Delete", verbs.delete, "Del", "delete-outline")
    _entry(menu, "Ripple Delete", verbs.ripple_delete, "Shift+Del")
    return menu


def track_menu(desk: Desk, verbs: Verbs, frame: int, face: int, parent: QWidget) -> QMenu:
    """What can be done at an empty place of a track."""
    menu = QMenu(parent)
    _emotions(menu.addMenu("Add Here"), lambda name: verbs.add_at(name, frame, face), ())
    _entry(menu, "Paste at Playhead", verbs.paste, "Ctrl+V", "content-paste")
    menu.addSeparator()
    select = _entry(menu, "Select All", verbs.select_all, "Ctrl+A")
    select.setEnabled(bool(desk.project.edits))
    return menu


def ruler_menu(desk: Desk, verbs: Verbs, parent: QWidget) -> QMenu:
    """What can be done with marks, at the playhead."""
    menu = QMenu(parent)
    here = any(marker.frame == desk.playhead for marker in desk.project.markers)
    _entry(menu, "Add Marker", verbs.add_marker, "M", "map-marker-outline").setEnabled(not here)
    _entry(menu, "Remove Marker", verbs.remove_marker, "Shift+M").setEnabled(here)
    menu.addSeparator()
    _entry(menu, "Set In Point", verbs.mark_in, "I", "ray-start")
    _entry(menu, "Set Out Point", verbs.mark_out, "O", "ray-end")
    _entry(menu, "Clear In and Out", verbs.clear_marks, "Alt+X").setEnabled(desk.project.marked is not None)
    return menu


def _entry(menu: QMenu, text: str, do: Callable[[], object], keys: str = "", glyph: str = "") -> QAction:
    """Add an entry; its keys are shown, the window's own actions answer to them."""
    action = menu.addAction(icon(glyph) if glyph else QIcon(), f"{text}\t{keys}" if keys else text)
    action.triggered.connect(lambda: do())
    return action


def _emotions(menu: QMenu, do: Callable[[str], object], chosen: tuple[Edit, ...]) -> None:
    """One entry an emotion; the one that all chosen edits have is ticked."""
    for row in EMOTIONS:
        action = menu.addAction(QIcon(face_pixmap(row.name, FACE)), row.name.capitalize())
        if chosen and all(edit.emotion == row.name and edit.performance is None for edit in chosen):
            action.setCheckable(True)
            action.setChecked(True)
        action.triggered.connect(lambda _=False, name=row.name: do(name))


def _strengths(menu: QMenu, verbs: Verbs, chosen: tuple[Edit, ...]) -> None:
    for word, level in INTENSITIES.items():
        action = menu.addAction(word.capitalize())
        action.setCheckable(True)
        action.setChecked(all(edit.intensity == level for edit in chosen))
        action.triggered.connect(lambda _=False, level=level: verbs.set_intensity(level))


def _faces(menu: QMenu, verbs: Verbs, faces: tuple[int, ...], chosen: tuple[Edit, ...]) -> None:
    for face in faces:
        action = menu.addAction(f"Face {face}")
        action.setCheckable(True)
        action.setChecked(all(face_of(edit) == face for edit in chosen))
        action.triggered.connect(lambda _=False, face=face: verbs.set_face(face))
