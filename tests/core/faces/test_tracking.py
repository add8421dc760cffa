"""Faces followed through pictures that move, cut, hide a face and show it again."""

import time
from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.document.timebase import Span
from dfm.core.faces.ahead import LookAhead, looking_ahead
from dfm.core.faces.identity import join
from dfm.core.faces.landmarks import Landmarks, MediaPipeBackend
from dfm.core.faces.model import FaceModel
from dfm.core.faces.search import box_of, boxes_match
from dfm.core.faces.tracking import MOST_MISSES, FaceTracker, Tracklet
from dfm.core.media.picture import editable
from dfm.core.media.probe import probe
from dfm.core.media.read import read_frames

AsFrame = Callable[[NDArray[np.uint8]], av.VideoFrame]
Watch = Callable[..., list[Tracklet]]
FACE_HEIGHT = 105
TEXTURE = 64


@pytest.fixture
def watch(backend: MediaPipeBackend, as_frame: AsFrame, model: FaceModel) -> Watch:
    """watch(pictures, cuts=(), ...) follows every face through R'G'B' pictures."""

    def follow(
        pictures: Iterable[NDArray[np.uint8]],
        cuts: tuple[int, ...] = (),
        rotation: int = 0,
        pixel_aspect: Fraction = Fraction(1),
    ) -> list[Tracklet]:
        tracker = FaceTracker(
            backend, rotation=rotation, pixel_aspect=pixel_aspect, unwrapper=model.unwrapper(TEXTURE)
        )
        for index, picture in enumerate(pictures):
            tracker.push(index, as_frame(picture), cut=index in cuts)
        return tracker.finish()

    return follow


def _canvas(width: int = 400, height: int = 260) -> NDArray[np.uint8]:
    ramp = np.linspace(90, 150, width)[None, :, None] + np.linspace(-20, 20, height)[:, None, None]
    return np.repeat(ramp, 3, axis=2).astype(np.uint8)


def _paste(canvas: NDArray[np.uint8], picture: NDArray[np.uint8], left: int, top: int) -> None:
    """Put a picture onto a canvas, as much of it as fits."""
    height, width = canvas.shape[:2]
    x0, x1 = max(left, 0), min(left + picture.shape[1], width)
    y0, y1 = max(top, 0), min(top + picture.shape[0], height)
    if x0 < x1 and y0 < y1:
        canvas[y0:y1, x0:x1] = picture[y0 - top : y1 - top, x0 - left : x1 - left]


def _with(picture: NDArray[np.uint8], *places: tuple[int, int], width: int = 400) -> NDArray[np.uint8]:
    canvas = _canvas(width)
    for left, top in places:
        _paste(canvas, picture, left, top)
    return canvas


@pytest.fixture
def head(portrait: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Only her head and shoulders (170, 150, 3)."""
    return np.ascontiguousarray(portrait[30:200, 50:200])


def test_a_moving_face_is_followed_on_every_frame(watch: Watch, head: NDArray[np.uint8]) -> None:
    way = [(40 + 8 * k, 30 + round(10 * np.sin(k / 4))) for k in range(24)]
    (tracklet,) = watch(_with(head, place) for place in way)
    assert tracklet.frames == list(range(24))
    assert len(tracklet.points) == len(tracklet.blendshapes) == 24
    nose = np.array([points[4, :2] for points in tracklet.points])
    moved = nose - nose[0] - (np.array(way) - way[0])
    assert np.abs(moved).max() < 3


def test_a_face_that_leaves_and_returns_is_one_person_with_a_gap(
    watch: Watch, head: NDArray[np.uint8], model: FaceModel
) -> None:
    away = [(900, 40)] * (MOST_MISSES + 5)
    way = [(120, 40)] * 8 + away + [(160, 50)] * 12
    tracklets = watch(_with(head, place) for place in way)
    assert len(tracklets) == 2
    assert tracklets[0].frames[-1] == 7
    returned = 8 + len(away)
    assert returned <= tracklets[1].frames[0] <= returned + 6
    people = join(tracklets, model.unwrapper(TEXTURE).coverage, model.appearance)
    assert len(people) == 1


def test_a_face_hidden_for_a_moment_keeps_its_tracklet(watch: Watch, head: NDArray[np.uint8]) -> None:
    way = [(120, 40)] * 6 + [(900, 40)] * 3 + [(122, 40)] * 6
    (tracklet,) = watch(_with(head, place) for place in way)
    assert tracklet.frames == [*range(6), *range(9, 15)]


def test_two_faces_never_take_each_others_place(watch: Watch, head: NDArray[np.uint8]) -> None:
    closer = [min(k, 20 - k) for k in range(21)]
    pictures = (_with(head, (10 + 4 * step, 40), (290 - 4 * step, 40), width=450) for step in closer)
    tracklets = watch(pictures)
    assert len(tracklets) == 2
    for tracklet in tracklets:
        assert tracklet.frames == list(range(21))
        middles = [box_of(points).centre[0] for points in tracklet.points]
        assert len({middle < 225 for middle in middles}) == 1


@pytest.mark.parametrize("late", [0, 6])
def test_one_person_passing_before_another_is_not_taken_for_her(
    watch: Watch, head: NDArray[np.uint8], late: int
) -> None:
    in_front = np.ascontiguousarray(head[:, ::-1])

    def picture(k: int) -> NDArray[np.uint8]:
        canvas = _with(head, (20 + 8 * k, 40), width=480)
        if k >= late:
            _paste(canvas, in_front, 340 - 8 * k, 40)
        return canvas

    tracklets = watch(picture(k) for k in range(40))
    for tracklet in tracklets:
        steps = np.diff([box_of(points).centre[0] for points in tracklet.points])
        goes_left = np.median(steps) < 0
        assert (np.sign(steps[:-2]) == (-1 if goes_left else 1)).all()  # only half seen, it may waver
        assert goes_left == (tracklet.frames[0] == late and len(tracklet.frames) == 40 - late)


def test_a_face_that_jumps_elsewhere_is_a_new_one(watch: Watch, head: NDArray[np.uint8]) -> None:
    way = [(10, 40)] * 5 + [(240, 40)] * 8
    tracklets = watch(_with(head, place) for place in way)
    assert len(tracklets) == 2
    assert tracklets[0].frames[-1] == 4
    assert tracklets[1].frames[0] >= 5


def test_a_cut_ends_the_tracklet_though_the_face_stays(watch: Watch, head: NDArray[np.uint8]) -> None:
    tracklets = watch((_with(head, (120, 40)) for _ in range(12)), cuts=(6,))
    assert [(tracklet.frames[0], tracklet.frames[-1]) for tracklet in tracklets] == [(0, 5), (6, 11)]


def test_a_face_of_48_pixels_is_found_and_followed(watch: Watch, head: NDArray[np.uint8]) -> None:
    scale = 48 / FACE_HEIGHT
    small = np.asarray(cv2.resize(head, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)

    def picture(k: int) -> NDArray[np.uint8]:
        canvas = _canvas(640, 360)
        _paste(canvas, small, 430 + 2 * k, 200)
        return canvas

    (tracklet,) = watch(picture(k) for k in range(10))
    assert tracklet.frames == list(range(10))
    assert box_of(tracklet.points[0]).height == pytest.approx(48, rel=0.15)


def test_no_face_gives_no_tracklet(watch: Watch) -> None:
    assert watch(_canvas() for _ in range(8)) == []


def test_it_is_found_in_a_single_frame_too(watch: Watch, head: NDArray[np.uint8]) -> None:
    (tracklet,) = watch([_with(head, (120, 40))])
    assert tracklet.frames == [0]


def test_points_are_upright_pixels_whatever_the_raster(
    watch: Watch, head: NDArray[np.uint8], portrait_face: Landmarks
) -> None:
    upright = _with(head, (120, 40))
    (straight,) = watch([upright])
    wanted = portrait_face.points[:, :2] + np.array([120 - 50, 40 - 30])
    assert np.abs(straight.points[0][:, :2] - wanted).max() < 5
    for rotation in (90, 180, 270):
        (turned,) = watch([np.rot90(upright, rotation // 90)], rotation=rotation)
        assert np.abs(turned.points[0][:, :2] - wanted).max() < 5
    squeezed = np.asarray(cv2.resize(upright, (200, 260), interpolation=cv2.INTER_AREA), np.uint8)
    (wide,) = watch([squeezed], pixel_aspect=Fraction(2))
    assert np.abs(wide.points[0][:, :2] * [2, 1] - wanted).max() < 6


def test_textures_are_sampled_evenly_and_never_too_many(
    backend: MediaPipeBackend, as_frame: AsFrame, model: FaceModel, head: NDArray[np.uint8]
) -> None:
    tracker = FaceTracker(
        backend,
        rotation=0,
        pixel_aspect=Fraction(1),
        unwrapper=model.unwrapper(TEXTURE),
        most_textures=4,
    )
    for index in range(14):
        tracker.push(index, as_frame(_with(head, (120, 40))), cut=False)
    (tracklet,) = tracker.finish()
    places = [place for place, _ in tracklet.textures]
    assert 2 <= len(places) <= 4
    assert len(set(np.diff(places))) == 1
    assert tracklet.textures[0][1].shape == (TEXTURE, TEXTURE, 3)
    assert tracklet.textures[0][1][model.unwrapper(TEXTURE).coverage].mean() > 40


def _followed(backend: MediaPipeBackend, model: FaceModel, clip: Path, span: Span, cut: int | None = None):  # type: ignore[no-untyped-def]
    info = probe(clip)
    tracker = FaceTracker(
        backend, rotation=info.rotation, pixel_aspect=info.pixel_aspect, unwrapper=model.unwrapper(TEXTURE)
    )
    frames = read_frames(info, span)
    for frame in frames:
        tracker.push(frame.index, editable(frame.picture), cut=frame.index in (span.start, cut))
    frames.close()
    return tracker.finish()


def test_five_people_on_a_split_screen_stay_five(
    backend: MediaPipeBackend, model: FaceModel, footage: Callable[[str], Path]
) -> None:
    tracklets = _followed(backend, model, footage("avobjects_demo.mp4"), Span(0, 24))
    assert len(tracklets) == 5
    for tracklet in tracklets:
        assert len(tracklet.frames) == 24
        assert all(boxes_match(box_of(a), box_of(b), 0.3) for a, b in pairwise(tracklet.points))
    coverage = model.unwrapper(TEXTURE).coverage
    assert len(join(tracklets, coverage, model.appearance)) == 5
    one_after_another = [
        Tracklet([24 * k + frame for frame in t.frames], t.points, t.blendshapes, t.textures)
        for k, t in enumerate(tracklets)
    ]
    assert len(join(one_after_another, coverage, model.appearance)) == 5
    halves = [
        Tracklet([100 * part + frame for frame in t.frames], t.points, t.blendshapes, t.textures[part::2])
        for part in (0, 1)
        for t in tracklets
    ]
    people = join(halves, coverage, model.appearance)
    assert sorted(len(pieces) for pieces in people) == [2] * 5
    for first, second in people:
        assert first.points is second.points


def test_nobody_is_followed_across_a_real_cut(
    backend: MediaPipeBackend, model: FaceModel, footage: Callable[[str], Path]
) -> None:
    clip = footage("face_recognition_short_hamilton_clip.mp4")
    tracklets = _followed(backend, model, clip, Span(195, 228), cut=211)  # the singer, then the audience
    before = [t for t in tracklets if t.frames[0] < 211]
    after = [t for t in tracklets if t.frames[0] >= 211]
    assert len(before) == 1
    assert before[0].frames[-1] == 210
    assert len(after) >= 2
    people = join(tracklets, model.unwrapper(TEXTURE).coverage, model.appearance)
    assert [before[0]] in people


def test_two_frames_side_by_side_give_what_one_after_another_does(
    backend: MediaPipeBackend, as_frame: AsFrame, model: FaceModel, head: NDArray[np.uint8]
) -> None:
    way = [(40 + 5 * k, 30 + round(10 * np.sin(k / 4))) for k in range(14)] + [(60, 40)] * 8
    pictures = [as_frame(_with(head, place, (300, 80))) for place in way]

    def follow(ahead: LookAhead | None) -> list[Tracklet]:
        tracker = FaceTracker(backend, rotation=0, pixel_aspect=Fraction(1), ahead=ahead)
        for index, picture in enumerate(pictures):
            tracker.foresee(index, picture)
            coming = pictures[index + 1] if ahead and index + 1 < len(pictures) else None
            tracker.push(index, picture, cut=False, coming=coming)
        return tracker.finish()

    alone = follow(None)
    with looking_ahead(backend, 0, Fraction(1)) as ahead:
        beside = follow(ahead)
    with looking_ahead(backend, 0, Fraction(1)) as ahead:
        again = follow(ahead)
    assert [t.frames for t in beside] == [t.frames for t in alone]
    for one, two, three in zip(alone, beside, again, strict=True):
        assert np.median(np.abs(np.array(one.points) - np.array(two.points))) < 0.3
        np.testing.assert_array_equal(two.points, three.points)


def test_searches_in_the_thread_end_when_it_is_closed(backend: MediaPipeBackend, as_frame: AsFrame) -> None:
    picture = as_frame(_canvas(1280, 720))
    with looking_ahead(backend, 0, Fraction(1)) as ahead:
        for index in range(50):
            ahead.begin_search(index, picture, 2)
        began = time.perf_counter()
    assert time.perf_counter() - began < 1
