"""Performances are taken from photographs, clips and frames; what holds no face is refused with a remedy."""

import csv
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from dfm.core import presets, weights
from dfm.core.analyze import Analysis, analyze
from dfm.core.document.edits import Edit, EditRequest, parse_edit
from dfm.core.document.performance import COEFFICIENTS, MOST_ROWS, Performance
from dfm.core.document.sources import Kind, Source
from dfm.core.document.timebase import END, FrameNumber, Seconds, Span
from dfm.core.errors import DfmError, InputError, UsageError
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.jobs import Progress, drain
from dfm.core.performances import (
    MOST_RATE,
    expression_at,
    from_clip,
    from_frame,
    from_photograph,
    is_photograph,
    performance_of,
    take_performance,
    with_performances,
)

PHOTOS = Path(__file__).resolve().parents[3] / "shared" / "photos"


@pytest.fixture(scope="module")
def analysis(short_clip: Path) -> Analysis:
    """The face of the short clip."""
    return drain(analyze(short_clip))


@pytest.fixture(scope="module")
def photograph(short_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One frame of the clip as a picture, with an odd number of rows and columns."""
    with av.open(str(short_clip)) as file:
        picture = next(file.decode(video=0)).to_ndarray(format="bgr24")
    path = tmp_path_factory.mktemp("photographs") / "grün #1-2@home.png"
    path.write_bytes(cv2.imencode(".png", picture[:-1, :-1])[1].tobytes())
    return path


@pytest.fixture
def grin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Performance:
    """A preset."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return presets.save("grin", Performance("grin", (0.5, 0.2), ((0.5,) * COEFFICIENTS,)))


def size(performance: Performance) -> float:
    """By how many millimetres vertices move, root mean square of the first row."""
    model: FaceModel = load_face_model(weights.find("face_model"))
    moved = model.displacement(np.array(performance.rows[0], np.float32))
    return 10 * float(np.sqrt(np.square(moved).sum(axis=1).mean()))


def test_a_photograph_gives_a_held_expression(photograph: Path) -> None:
    seen: list[Progress] = []
    found = drain(from_photograph(photograph), seen.append)
    assert found.is_held
    assert (found.name, found.source) == ("grün #1-2@home", "grün #1-2@home.png")
    assert len(found.digest) == 64
    assert 0 < size(found) < 10
    assert [each.stage for each in seen] == ["reference"] * 2
    assert found == drain(from_photograph(photograph))


def test_a_clip_gives_its_style_at_a_rate_of_its_own(short_clip: Path, analysis: Analysis) -> None:
    found = drain(from_clip(short_clip))
    assert found.rate == MOST_RATE
    seconds = analysis.media.frames / analysis.media.frame_rate
    assert len(found.rows) == pytest.approx(float(seconds * MOST_RATE), abs=2)
    assert np.abs(np.diff(np.array(found.rows), axis=0)).max() < 1
    part = drain(from_clip(short_clip, (Seconds(Fraction(1, 2)), Seconds(Fraction(1)))))
    assert len(part.rows) == pytest.approx(8, abs=1)
    assert part.source == f"{short_clip.name}#15f-30f"


def test_one_frame_alone_is_held(short_clip: Path) -> None:
    assert drain(from_clip(short_clip, (FrameNumber(7), FrameNumber(8)))).is_held
    assert len(drain(from_clip(short_clip, (FrameNumber(7), FrameNumber(9)))).rows) == 2


def test_a_frame_gives_the_expression_around_it(short_clip: Path, analysis: Analysis) -> None:
    found = drain(from_frame(short_clip, Seconds(Fraction(1))))
    assert found == drain(from_frame(short_clip, FrameNumber(30), face=1))
    assert found == expression_at(analysis.tracks[0], 30, analysis)
    assert found.source == f"{short_clip.name}#30f"


def test_faces_that_are_away_for_a_while_are_bridged(analysis: Analysis) -> None:
    track = analysis.tracks[0]
    kept = np.r_[0:10, 20:40]
    gap = replace(
        track,
        frames=track.frames[kept],
        expression=track.expression[kept],
        blendshapes=track.blendshapes[kept],
    )
    found = performance_of(gap, Span(0, 40), analysis)
    assert len(found.rows) == 20
    with pytest.raises(InputError, match="not seen in frame 15"):
        expression_at(gap, 15, analysis)


def test_a_long_clip_gives_its_first_part(analysis: Analysis) -> None:
    track = analysis.tracks[0]
    times = 60
    long = replace(
        track,
        frames=np.arange(len(track.frames) * times, dtype=np.int32),
        expression=np.tile(track.expression, (times, 1)),
        blendshapes=np.tile(track.blendshapes, (times, 1)),
    )
    assert len(performance_of(long, Span(0, len(long.frames)), analysis).rows) == MOST_ROWS


def test_each_source_is_read_once_and_edits_without_one_stay(photograph: Path, grin: Performance) -> None:
    wanted: list[EditRequest | Edit] = [
        parse_edit("happy@0-1"),
        parse_edit(f"ref:{photograph}@0-1"),
        parse_edit("preset:GRIN:0.5@1-2"),
        parse_edit(f"ref:{photograph}:0.5@1-2"),
        Edit("sad", 0.5, Span(0, 9)),
    ]
    seen: list[Progress] = []
    done = drain(with_performances(wanted), seen.append)
    assert (done[0], done[4]) == (wanted[0], wanted[4])
    assert [each.performance for each in done if isinstance(each, EditRequest)][2] == grin
    assert done[1].performance is done[3].performance
    assert done[1].performance is not None
    assert done[2].emotion == "happy"
    assert len(seen) == 2


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("none.jpg", None, "does not exist"),
        ("empty.jpg", b"", "save it anew as JPEG or PNG"),
        ("text.jpg", b"smile, please", "save it anew as JPEG or PNG"),
        ("photo.HEIC", b"\0\0\0\x18ftypheic", "save it anew as JPEG or PNG"),
        ("text", b"smile, please", "cannot be read"),
        ("cut.jpg", b"\xff\xd8\xff\xe0 and no more", "save it anew as JPEG or PNG"),
        ("cut.png", b"\x89PNG\r\n\x1a\n", "save it anew as JPEG or PNG"),
    ],
)
def test_what_is_no_reference_is_refused(
    tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=words) as told:
        drain(take_performance(Source(Kind.REFERENCE, str(path))))
    assert name in str(told.value)


def test_a_picture_without_a_face_and_a_folder_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "wall.png"
    path.write_bytes(cv2.imencode(".png", np.full((200, 300, 3), 128, np.uint8))[1].tobytes())
    with pytest.raises(InputError, match="shows no face"):
        drain(from_photograph(path))
    with pytest.raises(InputError, match="is a folder"):
        is_photograph(tmp_path)


def test_times_that_do_not_fit_are_refused(short_clip: Path, photograph: Path, analysis: Analysis) -> None:
    end = analysis.media.frames
    for part in ((Seconds(Fraction(1)), Seconds(Fraction(99))), (FrameNumber(9), FrameNumber(9)), (END, END)):
        with pytest.raises(InputError):
            drain(from_clip(short_clip, part))
    with pytest.raises(UsageError, match="has no part"):
        drain(take_performance(Source(Kind.REFERENCE, str(photograph), (FrameNumber(0), END))))
    with pytest.raises(InputError, match="earlier time"):
        drain(from_frame(short_clip, FrameNumber(end)))
    with pytest.raises(InputError, match="has no face 2"):
        drain(from_frame(short_clip, FrameNumber(0), face=2))
    with pytest.raises(DfmError, match="no preset"):
        drain(take_performance(Source(Kind.PRESET, "never saved")))


@pytest.mark.skipif(not PHOTOS.is_dir(), reason="the photographs are not here")
def test_labelled_photographs_differ_from_neutral_ones() -> None:
    with (PHOTOS / "photos.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["faces"] == "1" and row["use"] == "evaluate"]
    sizes: dict[str, list[float]] = {"neutral": [], "happy": [], "surprised": []}
    for row in rows:
        if row["label"] in sizes and len(sizes[row["label"]]) < 5:
            sizes[row["label"]].append(size(drain(from_photograph(PHOTOS / row["file"]))))
    neutral = np.median(sizes["neutral"])
    assert neutral < 2
    assert np.median(sizes["happy"]) > 2 * neutral
    assert np.median(sizes["surprised"]) > 2 * neutral
