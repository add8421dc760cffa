"""All clips of a scene: which there are, where they lie, and how they look.

A project that differs from the one before in a few edits costs the painting of those few.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsScene

from dfm.core.document.arrange import face_of
from dfm.core.document.edits import Edit, ramp_frames
from dfm.ui.timeline.clip_item import ClipItem
from dfm.ui.timeline.clip_look import ClipLook, Look
from dfm.ui.timeline.lanes import GAP, TRACK_PADDING, Lanes
from dfm.ui.timeline.rows import Row, depth, rows
from dfm.ui.timeline.scale import TimeScale

HANDLE = 8.0
"""How wide a trim handle is; where a clip is too narrow for it, it reaches outside."""
LEAST_WIDTH = 2.0


class Part(Enum):
    """Where a clip was hit."""

    START = auto()
    BODY = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Hit:
    """A clip under the pointer."""

    edit: Edit
    part: Part


class Clips:
    """The clips of a scene by the ids of their edits."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self._look = ClipLook()
        self._items: dict[str, ClipItem] = {}
        self._tracks: dict[int, tuple[Edit, ...]] = {}
        self._rows: dict[int, dict[str, Row]] = {}
        self._shown: dict[str, tuple[Edit, Row]] = {}
        self._marked: dict[Look, frozenset[str]] = {}
        self._layout: tuple[Lanes, TimeScale, Fraction] | None = None

    @property
    def look(self) -> ClipLook:
        """The painter of all clips."""
        return self._look

    @property
    def depths(self) -> Mapping[int, int]:
        """How many rows each face's track needs; faces without edits are left out."""
        return {face: depth(placed) for face, placed in self._rows.items()}

    def item(self, edit_id: str) -> ClipItem | None:
        """The clip of an edit."""
        return self._items.get(edit_id)

    def take(self, edits: Iterable[Edit]) -> None:
        """Take the edits of a project, in order of time; nothing moves until `place`."""
        by_face: dict[int, list[Edit]] = {}
        for edit in edits:
            by_face.setdefault(face_of(edit), []).append(edit)
        before = self._tracks
        self._tracks = {face: tuple(each) for face, each in by_face.items()}
        self._rows = {
            face: self._rows[face] if _same(each, before.get(face)) else rows(each)
            for face, each in self._tracks.items()
        }

    def place(self, lanes: Lanes, scale: TimeScale, rate: Fraction) -> None:
        """Put every clip whose edit or row is another where it belongs; all where the layout is another."""
        layout = (lanes, scale, rate)
        known = self._shown if layout == self._layout else {}
        self._layout = layout
        shown: dict[str, tuple[Edit, Row]] = {}
        for face, edits in self._tracks.items():
            placed = self._rows[face]
            for edit in edits:
                row = placed[edit.id]
                before = known.get(edit.id)
                if before is None or before[0] is not edit or (before[1] is not row and before[1] != row):
                    self._show(edit, row, lanes, scale, rate)
                    shown[edit.id] = (edit, row)
                else:
                    shown[edit.id] = before
        self._remove(self._items.keys() - shown.keys())
        self._shown = shown

    def rect_of(self, edit: Edit, row: Row, lanes: Lanes, scale: TimeScale) -> QRectF:
        """Where an edit's clip lies."""
        strip = lanes.tracks[face_of(edit)]
        room = strip.height - 2 * TRACK_PADDING
        top = strip.top + TRACK_PADDING + int(room * row.at / row.of)
        bottom = (
            strip.top
            + TRACK_PADDING
            + int(room * (row.at + 1) / row.of)
            - (GAP if row.at + 1 < row.of else 0)
        )
        left = scale.x_of(edit.span.start)
        return QRectF(left, top, max(edit.span.length * scale.pixels, LEAST_WIDTH), bottom - top)

    def hit(self, at: QPointF) -> Hit | None:
        """The clip at a place, and whether one of its ends was meant."""
        near: Hit | None = None
        for name, (edit, _) in self._shown.items():
            rect = self._items[name].rect()
            if not rect.top() <= at.y() < rect.bottom() or not _within(at.x(), rect, HANDLE):
                continue
            found = Hit(edit, _part(at.x(), rect))
            if rect.left() <= at.x() < rect.right():
                return found
            near = near or (found if rect.width() < 3 * HANDLE else None)
        return near

    def inside(self, area: QRectF) -> frozenset[str]:
        """The ids of the clips that touch an area."""
        return frozenset(name for name, item in self._items.items() if item.rect().intersects(area))

    def mark(self, look: Look, ids: Iterable[str]) -> None:
        """Let these clips, and no others, have a look."""
        wanted, marked = frozenset(ids), self._marked.get(look, frozenset())
        self._marked[look] = wanted
        for name in wanted ^ marked:
            if (item := self._items.get(name)) is not None:
                item.mark(look, name in wanted)

    def begin_text_at(self, x: float) -> None:
        """Keep all names right of a place."""
        for item in self._items.values():
            item.begin_text_at(x)

    def _show(self, edit: Edit, row: Row, lanes: Lanes, scale: TimeScale, rate: Fraction) -> None:
        item = self._items.get(edit.id)
        if item is None:
            item = self._items[edit.id] = ClipItem(self._look)
            item.setZValue(1)
            self._scene.addItem(item)
            for look, ids in self._marked.items():
                item.mark(look, edit.id in ids)
        item.show_edit(edit, self.rect_of(edit, row, lanes, scale), ramp_frames(edit, rate) * scale.pixels)

    def _remove(self, ids: Iterable[str]) -> None:
        for name in list(ids):
            self._scene.removeItem(self._items.pop(name))


def _same(edits: tuple[Edit, ...], before: tuple[Edit, ...] | None) -> bool:
    return before is not None and len(edits) == len(before) and all(map(_is, edits, before))


def _is(one: Edit, other: Edit) -> bool:
    return one is other


def _within(x: float, rect: QRectF, reach: float) -> bool:
    return rect.left() - reach <= x < rect.right() + reach


def _part(x: float, rect: QRectF) -> Part:
    """Which part of a clip a place means: its handles lie inside, and outside where it is narrow."""
    inside = min(HANDLE, rect.width() / 4)
    if x < rect.left() + inside:
        return Part.START
    return Part.END if x >= rect.right() - inside else Part.BODY
