"""The function that edits a frame: which frames, which pixels, whose face."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.analyze import Analysis, analyze
from dfm.core.document.edits import Edit, Speech
from dfm.core.document.regions import Regions
from dfm.core.document.timebase import Span
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.faces.topology import OUTER_LIPS, RIGHT_BROW
from dfm.core.faces.tracks import FaceTrack
from dfm.core.jobs import drain
from dfm.core.media.info import MediaInfo
from dfm.core.media.picture import Region
from dfm.core.media.read import read_frames
from dfm.core.motion.decoder import PrototypeDecoder
from dfm.core.painter import EditedFace, FacePlanner, Painter
from dfm.core.render.instant import InstantRenderer
from dfm.core.render.renderer import FaceFrame, Order, Rendered
from dfm.core.render.shading import load_shading

EDITED = Span(20, 40)
MIDDLE = 30
PlanesOf = Callable[[av.VideoFrame], list[NDArray[np.uint8]]]
Edited = Callable[..., EditedFace]


@pytest.fixture(scope="module")
def analysis(short_clip: Path) -> Analysis:
    return drain(analyze(short_clip))


@pytest.fixture(scope="module")
def pictures(analysis: Analysis) -> list[av.VideoFrame]:
    """The clip's frames as they were decoded."""
    return [frame.picture for frame in read_frames(analysis.media)]


@pytest.fixture(scope="module")
def model() -> FaceModel:
    return load_face_model(weights.find("face_model"))


@pytest.fixture(scope="module")
def edited(model: FaceModel) -> Edited:
    """edited(track, edits...) plans a face with the instant renderer."""
    decoder = PrototypeDecoder(model)
    renderer = InstantRenderer(model, load_shading(weights.find("shading")))

    def make(track: FaceTrack, *edits: Edit) -> EditedFace:
        planner = FacePlanner(
            track, rate=Fraction(30), pixel_aspect=1.0, model=model, decoder=decoder, renderer=renderer
        )
        return planner.edited(edits)

    return make


def happy(span: Span = EDITED, label: str = "happy") -> Edit:
    return Edit(label, 0.85, span, Speech.KEEP, ramp=4)


def _difference(one: list[NDArray[np.uint8]], other: list[NDArray[np.uint8]]) -> NDArray[np.int64]:
    """How much the luma of two pictures differs."""
    return np.asarray(np.abs(one[0].astype(np.int64) - other[0]))


def test_only_edited_frames_are_touched(
    analysis: Analysis, pictures: list[av.VideoFrame], edited: Edited
) -> None:
    painter = Painter(analysis.media, [edited(analysis.tracks[0], happy())])
    for index, picture in enumerate(pictures):
        touched = EDITED.contains(index)
        assert painter.touches(index) == touched
        if index % 5 == 0:
            assert (painter.paint(index, picture) is picture) != touched
    assert not painter.touches(-1)
    assert not painter.touches(10_000)


def test_nobody_edited_is_nothing_touched(analysis: Analysis, pictures: list[av.VideoFrame]) -> None:
    painter = Painter(analysis.media, [])
    assert not any(painter.touches(index) for index in range(len(pictures)))
    assert painter.paint(3, pictures[3]) is pictures[3]


def test_the_face_changes_and_nothing_far_from_it(
    analysis: Analysis, pictures: list[av.VideoFrame], edited: Edited, planes: PlanesOf
) -> None:
    track = analysis.tracks[0]
    before = planes(pictures[MIDDLE])
    painted = Painter(analysis.media, [edited(track, happy())]).paint(MIDDLE, pictures[MIDDLE])
    changed = _difference(planes(painted), before)
    left, top, width, height = track.boxes[MIDDLE]
    rows, columns = np.mgrid[0 : changed.shape[0], 0 : changed.shape[1]]
    near = (np.abs(columns - left - width / 2) < 0.75 * width) & (
        np.abs(rows - top - height / 2) < 0.75 * height
    )
    assert not changed[~near].any()
    assert (changed[near] > 4).mean() > 0.05
    for old, new in zip(before, planes(pictures[MIDDLE]), strict=True):
        np.testing.assert_array_equal(old, new)  # the decoded picture itself is left alone
    assert (painted.pts, painted.time_base) == (pictures[MIDDLE].pts, pictures[MIDDLE].time_base)
    assert painted.format.name == pictures[MIDDLE].format.name


def test_the_corners_of_the_mouth_go_where_the_emotion_wants_them(analysis: Analysis, edited: Edited) -> None:
    track = analysis.tracks[0]
    height = float(track.boxes[MIDDLE, 3])

    def corners(label: str) -> float:
        face = edited(track, happy(label=label)).frame(MIDDLE)
        assert face is not None
        return float((face.target - face.points)[[61, 291], 1].mean()) / height

    assert corners("happy") < corners("neutral") + 0.005
    assert corners("happy") < corners("sad") - 0.03


def test_a_frame_of_the_face_knows_how_strongly_it_is_edited(analysis: Analysis, edited: Edited) -> None:
    face = edited(analysis.tracks[0], happy())
    assert face.frame(EDITED.start - 1) is None
    assert face.frame(EDITED.end) is None
    first, middle = face.frame(EDITED.start), face.frame(MIDDLE)
    assert first is not None
    assert middle is not None
    assert 0 < first.weight < 0.5
    assert middle.weight == pytest.approx(1)
    np.testing.assert_array_equal(middle.points, analysis.tracks[0].points[MIDDLE])
    assert middle.change.shape == (30,)


def test_a_region_that_is_held_back_looks_as_it_did(analysis: Analysis, edited: Edited) -> None:
    def moved(regions: Regions, vertices: tuple[int, ...]) -> float:
        face = edited(analysis.tracks[0], replace(happy(label="surprise"), regions=regions)).frame(MIDDLE)
        assert face is not None
        return float(np.linalg.norm((face.target - face.points)[list(vertices)], axis=1).mean())

    whole = Regions()
    assert moved(Regions(mouth=0), OUTER_LIPS) < 0.1 * moved(whole, OUTER_LIPS)
    assert moved(Regions(brows=0), RIGHT_BROW) < 0.2 * moved(whole, RIGHT_BROW)
    assert moved(Regions(mouth=0), RIGHT_BROW) > 0.8 * moved(whole, RIGHT_BROW)


def test_edits_of_other_regions_are_told_apart(analysis: Analysis, edited: Edited) -> None:
    track = analysis.tracks[0]
    weights = [Regions(), Regions(mouth=0), Regions(mouth=0.5), Regions(0, 1, 1), Regions(1, 0, 1)]
    prints = {
        Painter(analysis.media, [edited(track, replace(happy(), regions=each))]).fingerprint(MIDDLE)
        for each in weights
    }
    assert len(prints) == len(weights)


def test_an_edit_elsewhere_that_weighs_regions_changes_nothing_here(
    analysis: Analysis, edited: Edited
) -> None:
    track = analysis.tracks[0]
    later = replace(happy(Span(45, 55)), regions=Regions(mouth=0))
    alone = Painter(analysis.media, [edited(track, happy())])
    both = Painter(analysis.media, [edited(track, happy(), later)])
    assert both.fingerprint(MIDDLE) == alone.fingerprint(MIDDLE)
    assert both.fingerprint(50) not in (b"", alone.fingerprint(50))


def test_a_frame_without_the_face_passes_through(
    analysis: Analysis, pictures: list[av.VideoFrame], edited: Edited
) -> None:
    track = analysis.tracks[0]
    seen = np.flatnonzero(track.frames != MIDDLE)
    names = ("frames", "points", "blendshapes", "rotation", "scale", "translation")
    kept: dict[str, Any] = {name: np.asarray(getattr(track, name))[seen] for name in names}
    kept |= {name: getattr(track, name)[seen] for name in ("expression", "gaze", "aperture", "confidence")}
    gappy = replace(track, **kept)
    painter = Painter(analysis.media, [edited(gappy, happy())])
    assert not painter.touches(MIDDLE)
    assert painter.paint(MIDDLE, pictures[MIDDLE]) is pictures[MIDDLE]
    assert painter.touches(MIDDLE + 1)


def test_two_faces_are_painted_each_by_its_own_edits(
    analysis: Analysis, pictures: list[av.VideoFrame], edited: Edited, planes: PlanesOf
) -> None:
    track = analysis.tracks[0]
    moved = replace(track, number=2, points=track.points[:] * 0.4, scale=track.scale * 0.4)
    one, other = edited(track, happy()), edited(moved, happy(label="surprise"))
    alone = planes(Painter(analysis.media, [one]).paint(MIDDLE, pictures[MIDDLE]))
    both = planes(Painter(analysis.media, [one, other]).paint(MIDDLE, pictures[MIDDLE]))
    added = _difference(alone, both)
    assert added.any()
    left, top, width, height = (track.boxes[MIDDLE] * 0.4).astype(int)
    assert not added[top + 2 * height :].any()
    assert not added[:, left + 2 * width :].any()


class Reddener:
    """A renderer that paints a fixed part of the upright raster red."""

    name = "red"
    batch = 1

    def __init__(self, region: Region | None) -> None:
        self._region = region
        self.raster: tuple[int, int] | None = None

    def region(self, face: FaceFrame, width: int, height: int) -> Region | None:
        self.raster = (width, height)
        return self._region

    def render(self, rgb: NDArray[np.float32], region: Region, face: FaceFrame) -> Rendered:
        assert rgb.shape == (region.height, region.width, 3)
        red = np.broadcast_to(np.array([220, 30, 30], np.float32), rgb.shape)
        return Rendered(red, np.ones(rgb.shape[:2], np.float32))

    def render_many(self, orders: Sequence[Order]) -> list[Rendered]:
        return [self.render(*order) for order in orders]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_renderers_see_the_raster_upright(
    analysis: Analysis, edited: Edited, planes: PlanesOf, rotation: int
) -> None:
    upright = np.full((96, 160), 120, np.uint8)
    stored = np.rot90(upright, rotation // 90)
    grey = np.repeat(np.ascontiguousarray(stored)[..., None], 3, axis=2)
    picture = av.VideoFrame.from_ndarray(grey, "rgb24").reformat(format="yuv420p")
    info: MediaInfo = replace(
        analysis.media, rotation=rotation, width=stored.shape[1], height=stored.shape[0]
    )
    renderer = Reddener(Region(8, 16, 40, 24))
    face = replace(edited(analysis.tracks[0], happy()), renderer=renderer)
    painted = planes(Painter(info, [face]).paint(MIDDLE, picture))
    assert renderer.raster == (160, 96)
    changed = np.rot90(painted[0] != planes(picture)[0], -(rotation // 90))
    rows, columns = np.nonzero(changed)
    assert (columns.min(), columns.max() + 1, rows.min(), rows.max() + 1) == (8, 48, 16, 40)


def test_a_face_outside_the_picture_changes_nothing(
    analysis: Analysis, pictures: list[av.VideoFrame], edited: Edited, planes: PlanesOf
) -> None:
    track = analysis.tracks[0]
    far = replace(track, points=track.points[:] + np.array([5000, 0, 0], np.float32))
    painted = Painter(analysis.media, [edited(far, happy())]).paint(MIDDLE, pictures[MIDDLE])
    assert not _difference(planes(painted), planes(pictures[MIDDLE])).any()


def test_several_frames_at_once_are_painted_as_one_by_one(
    analysis: Analysis, pictures: list[av.VideoFrame], edited: Edited, planes: PlanesOf
) -> None:
    painter = Painter(analysis.media, [edited(analysis.tracks[0], happy(), happy(Span(45, 55), "sad"))])
    asked = [(index, pictures[index]) for index in (10, 22, 30, 31, 50)]
    together = painter.paint_many(asked)
    assert together[0] is pictures[10]
    for picture, (index, before) in zip(together, asked, strict=True):
        for one, other in zip(planes(picture), planes(painter.paint(index, before)), strict=True):
            np.testing.assert_array_equal(one, other)
    assert painter.paint_many([]) == []
    assert painter.batch == 1
