"""Analysis of real pictures of a face: what is found, what is remembered, and what is not believed."""

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copyfile

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core import places
from dfm.core.analyze import Analysis, analyze, to_json
from dfm.core.document.timebase import Span
from dfm.core.errors import InputError, UsageError
from dfm.core.faces.topology import BLENDSHAPES
from dfm.core.jobs import Progress, drain
from dfm.core.media.info import content_id

Planes = list[NDArray[np.uint8]]
Decode = Callable[[Path], list[Planes]]
Encode = Callable[..., Path]


@pytest.fixture(scope="module")
def found(demo_clip: Path) -> Analysis:
    """What there is to find in the demo clip."""
    return drain(analyze(demo_clip))


def stages(path: Path) -> tuple[Analysis, set[str]]:
    """Analyse, and tell which stages showed progress."""
    seen: list[Progress] = []
    return drain(analyze(path), seen.append), {each.stage for each in seen}


def stored(path: Path) -> Path:
    """The cache's file of a video."""
    (file,) = places.analysis_folder().glob(f"{content_id(path)[:32]}*")
    return file


def test_one_person_is_seen_on_every_frame(found: Analysis) -> None:
    (track,) = found.tracks
    assert (track.number, track.spans) == (1, (Span(0, 150),))
    assert found.shots == (Span(0, 150),)
    assert found.warnings == ()
    middle = track.boxes[:, :2] + track.boxes[:, 2:] / 2
    assert np.all(np.abs(middle - [0.5 * 640, 0.385 * 640]) < 25)
    assert np.all((track.boxes[:, 3] > 180) & (track.boxes[:, 3] < 250))


def test_the_face_model_explains_the_face(found: Analysis) -> None:
    (track,) = found.tracks
    assert track.residual < 0.01
    assert track.confidence.mean() > 0.9
    assert 0.7 <= track.shading_gain <= 1.5
    turns = np.linalg.det(track.rotation)
    assert turns == pytest.approx(np.ones(150), abs=1e-4)


def test_blinks_are_blinks_and_short(found: Analysis) -> None:
    names = ("eyeBlinkLeft", "eyeBlinkRight")
    both = found.tracks[0].blendshapes[:, [BLENDSHAPES.index(name) for name in names]].mean(axis=1)
    shut = both > 0.5
    starts = np.flatnonzero(np.diff(shut.astype(int)) == 1)
    assert len(starts) == 3
    assert 6 <= shut.sum() <= 18


def test_lips_close_and_open(found: Analysis) -> None:
    aperture = found.tracks[0].aperture
    assert (aperture < 0.006).sum() >= 20
    assert (aperture > 0.05).sum() >= 15
    assert aperture.max() < 0.15


def test_the_record_is_plain_json(found: Analysis) -> None:
    record = json.loads(json.dumps(to_json(found)))
    assert record["schema"] == 1
    assert record["media"]["frames"] == 150
    assert record["shots"] == [[0, 150]]
    (face,) = record["faces"]
    assert (face["number"], face["frames"], face["spans"]) == (1, 150, [[0, 150]])
    assert face["height_px"]["smallest"] <= face["height_px"]["mean"] <= face["height_px"]["largest"]


def test_a_video_under_another_name_is_known_again(short_clip: Path, tmp_path: Path) -> None:
    first, _ = stages(short_clip)
    renamed = Path(copyfile(short_clip, tmp_path / "another name.mp4"))
    again, seen = stages(renamed)
    assert "analyze" not in seen
    assert again.media.path == renamed
    assert np.array_equal(again.tracks[0].points[:], first.tracks[0].points[:])
    assert again.tracks[0].residual == first.tracks[0].residual
    assert again.shots == first.shots


@pytest.mark.parametrize("damage", ["cut short", "empty"])
def test_a_damaged_memory_is_made_anew(short_clip: Path, damage: str) -> None:
    first, _ = stages(short_clip)
    file = stored(short_clip)
    whole = file.read_bytes()
    file.write_bytes({"cut short": whole[: len(whole) // 2], "empty": b""}[damage])
    again, seen = stages(short_clip)
    assert "analyze" in seen
    assert np.array_equal(again.tracks[0].points[:], first.tracks[0].points[:])
    assert len(file.read_bytes()) == len(whole)


def test_a_part_left_by_a_crash_is_not_taken_for_a_memory(short_clip: Path) -> None:
    stages(short_clip)
    file = stored(short_clip)
    part = file.with_name(f"{file.name}.0123abcd.part")
    part.write_bytes(file.read_bytes()[:1000])
    file.unlink()
    try:
        again, seen = stages(short_clip)
    finally:
        part.unlink()
    assert "analyze" in seen
    assert len(again.tracks) == 1


def test_analysis_without_memory_neither_reads_nor_writes_one(short_clip: Path) -> None:
    stages(short_clip)
    file = stored(short_clip)
    file.unlink()
    seen: list[Progress] = []
    drain(analyze(short_clip, use_cache=False), seen.append)
    done = [each.done for each in seen if each.stage == "analyze"]
    assert len(done) > 5
    assert done == sorted(done)
    assert (done[-1], seen[-1].total) == (60, 60)
    assert not file.exists()


def test_a_stopped_analysis_leaves_nothing(short_clip: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.mp4"
    copy.write_bytes(short_clip.read_bytes() + b"\0" * 8)
    job = analyze(copy)
    next(job)
    job.close()
    assert list(places.analysis_folder().glob(f"{content_id(copy)[:32]}*")) == []


def test_two_faces_keep_their_tracks_and_the_larger_is_first(
    short_clip: Path, tmp_path: Path, decode: Decode, encode: Encode
) -> None:
    pairs = [[_beside_a_small_copy(plane) for plane in planes] for planes in decode(short_clip)[:40]]
    analysis = drain(analyze(encode(tmp_path / "two.mp4", pairs)))
    large, small = analysis.tracks
    assert (large.number, small.number) == (1, 2)
    assert large.spans == small.spans == (Span(0, 40),)
    assert np.all(large.boxes[:, 0] > 160)
    assert np.all(small.boxes[:, 0] + small.boxes[:, 2] < 160)
    assert small.boxes[:, 3].mean() == pytest.approx(large.boxes[:, 3].mean() / 2, rel=0.1)


def _beside_a_small_copy(plane: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A mirrored copy of half the size to the left of a plane."""
    half = plane[::2, ::-2]
    grey = np.full((plane.shape[0] - half.shape[0], half.shape[1]), 128, np.uint8)
    return np.hstack([np.vstack([half, grey]), plane])


def test_a_cut_begins_a_shot_and_a_face_that_returns_is_the_same_person(
    short_clip: Path, tmp_path: Path, decode: Decode, encode: Encode
) -> None:
    frames = decode(short_clip)
    empty = [
        [np.full_like(plane, value) for plane, value in zip(frames[0], (60, 110, 150), strict=True)]
    ] * 20
    analysis = drain(analyze(encode(tmp_path / "cut.mp4", [*frames[:30], *empty, *frames[30:]])))
    assert analysis.shots == (Span(0, 30), Span(30, 50), Span(50, 80))
    (track,) = analysis.tracks
    assert track.spans == (Span(0, 30), Span(50, 80))
    assert track.at(29) == 29
    assert track.at(30) is None
    assert track.at(50) == 30


def test_bad_requests_are_refused(short_clip: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no landmark backend 'guess'.*mediapipe"):
        drain(analyze(short_clip, backend="guess"))
    with pytest.raises(InputError, match=r"absent\.mp4"):
        drain(analyze(tmp_path / "absent.mp4"))
