"""Reenactment of the demo clip, end to end: what changes, what stays, and what a failure leaves."""

import json
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core import places, weights
from dfm.core.analyze import Analysis, analyze
from dfm.core.demo.clip import RATE, SECONDS, SEED
from dfm.core.demo.speech import speak
from dfm.core.document.edits import Edit, Speech, parse_edit
from dfm.core.document.emotions import INTENSITIES
from dfm.core.document.timebase import Span
from dfm.core.errors import InputError, MissingWeights, UsageError, WriteError
from dfm.core.jobs import Progress, drain
from dfm.core.media.probe import probe
from dfm.core.reenact import Layout, ReenactRequest, reenact
from dfm.core.render.reference import Blend
from dfm.core.report import Report

Planes = list[NDArray[np.uint8]]
Decode = Callable[[Path], list[Planes]]
Encode = Callable[..., Path]


def request(video: Path, target: Path, *edits: str, **wishes: Any) -> ReenactRequest:
    """A wish as the command line would make it."""
    return ReenactRequest(video, tuple(parse_edit(edit) for edit in edits), target, **wishes)


def lossless(video: Path, target: Path, *edits: str, **wishes: Any) -> Report:
    """Reenact into a file that keeps every sample."""
    return drain(reenact(request(video, target, *edits, codec="ffv1", **wishes)))


def same(one: Planes, other: Planes) -> bool:
    """Whether two pictures agree in every sample."""
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def packets(path: Path) -> list[tuple[float, bytes]]:
    """The sound as it is stored."""
    with av.open(str(path)) as file:
        found = file.demux(file.streams.audio[0])
        return [(float(each.pts * each.time_base), bytes(each)) for each in found if each.size]  # type: ignore[operator]


@pytest.fixture(scope="module")
def analysis(short_clip: Path) -> Analysis:
    """The face of the short clip."""
    return drain(analyze(short_clip))


@pytest.fixture(scope="module")
def surprised(short_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """The short clip, surprised from its second half-second to its end."""
    target = tmp_path_factory.mktemp("surprised") / "surprised.mp4"
    return target, drain(reenact(request(short_clip, target, "surprise:high@0.5-end", seed=3)))


def test_frames_and_pixels_outside_an_edit_keep_every_bit(
    short_clip: Path, tmp_path: Path, decode: Decode, analysis: Analysis
) -> None:
    target = tmp_path / "out.mkv"
    lossless(short_clip, target, "happy:high@15f-45f")
    before, after = decode(short_clip), decode(target)
    assert len(before) == len(after) == 60
    for index in [*range(15), *range(45, 60)]:
        assert same(before[index], after[index])
    track = analysis.tracks[0]
    for index in range(20, 40):
        assert not same(before[index], after[index])
        left, top, width, height = track.boxes[index]
        far = np.ones((320, 320), bool)
        reach = slice(int(top - 0.35 * height), int(top + 1.35 * height) + 1)
        far[reach, int(left - 0.35 * width) : int(left + 1.35 * width) + 1] = False
        assert np.array_equal(before[index][0][far], after[index][0][far])
        assert np.array_equal(before[index][1][far[::2, ::2]], after[index][1][far[::2, ::2]])
        assert far.mean() > 0.6


def test_the_face_changes_smoothly_into_and_out_of_an_edit(
    short_clip: Path, tmp_path: Path, decode: Decode
) -> None:
    target = tmp_path / "out.mkv"
    lossless(short_clip, target, "surprise:high@5f-55f")
    change = [
        float(np.abs(a[0].astype(int) - b[0].astype(int)).mean())
        for a, b in zip(decode(short_clip), decode(target), strict=True)
    ]
    assert change[4] == change[55] == 0
    assert 0 < change[6] < 0.2 * max(change)
    assert 0 < change[53] < 0.2 * max(change)


def test_times_sound_and_descriptions_are_the_sources(
    short_clip: Path, surprised: tuple[Path, Report]
) -> None:
    source, written = probe(short_clip), probe(surprised[0])
    for name in ("frames", "duration", "frame_rate", "width", "height", "pix_fmt", "color_matrix"):
        assert getattr(written, name) == getattr(source, name), name
    assert written.metadata["title"] == source.metadata["title"]
    assert written.chapters == source.chapters == 2
    assert packets(surprised[0]) == packets(short_clip)


def test_lips_closed_in_speech_stay_closed_and_speech_goes_on(demo_clip: Path, tmp_path: Path) -> None:
    target = tmp_path / "surprised.mp4"
    drain(reenact(request(demo_clip, target, "surprise:high@0-3")))
    edited = slice(0, 3 * RATE)
    own, made = (drain(analyze(path)).tracks[0].aperture[edited] for path in (demo_clip, target))
    closed = (speak(SECONDS, SEED).opening(np.arange(SECONDS * RATE) / RATE) < 0.02)[edited]
    assert closed.sum() >= 25
    assert (made[closed] < 0.03).mean() > 0.9
    assert np.median(made[~closed]) > 0.04
    assert np.corrcoef(own, made)[0, 1] > 0.85


def test_the_report_tells_everything(surprised: tuple[Path, Report], short_clip: Path) -> None:
    target, report = surprised
    record = json.loads(json.dumps(report.to_json()))
    assert record["schema"] == 1
    assert record["input"]["path"] == str(short_clip)
    assert record["input"]["frames"] == record["output"]["frames"] == 60
    assert record["output"]["path"] == str(target)
    assert record["output"]["size_bytes"] == target.stat().st_size
    assert (record["renderer"], record["landmarks"], record["seed"]) == ("reference", "mediapipe", 3)
    assert record["warnings"] == []
    assert record["peak_memory_bytes"] > 50e6
    (edit,) = record["edits"]
    assert (edit["emotion"], edit["intensity"]) == ("surprise", INTENSITIES["high"])
    assert (edit["start_frame"], edit["end_frame"], edit["face"]) == (15, 60, 1)
    assert edit["speech"] == "keep"
    curve = np.array(edit["va"])
    assert curve.shape == (45, 2)
    assert np.all(np.hypot(*curve.T) <= 1)
    assert np.all(curve[:, 1] > 0.3)
    for name, frames in (("analyze", 60), ("decode", 60), ("render", 45), ("encode", 60)):
        stage = record["stages"][name]
        assert stage["frames"] == frames, name
        assert stage["frames_per_second"] == pytest.approx(frames / stage["seconds"])
    assert record["stages"]["plan"]["seconds"] > 0
    assert set(record["weights"]) == {"face_landmarker", "face_model", "shading", "decoder", "reference"}
    assert all(len(digest) == 64 for digest in record["weights"].values())
    assert record["faces"][0]["number"] == 1


@pytest.fixture(scope="module")
def measure(analysis: Analysis) -> Iterator[Callable[..., dict[str, float]]]:
    """measure(emotion, intensity, speech): what the landmark model sees in painted frames, on average."""
    from dfm.core.faces.landmarks import MediaPipeBackend
    from dfm.core.faces.topology import BLENDSHAPES
    from dfm.core.media.picture import upright_rgb
    from dfm.core.media.read import read_frames
    from dfm.core.painter import Painter
    from dfm.core.planner import Planner

    media = analysis.media
    reader = read_frames(media)
    frames = {frame.index: frame.picture for frame in reader if frame.index in range(22, 50, 4)}
    backend = MediaPipeBackend(weights.find("face_landmarker"))

    def read(emotion: str, intensity: float, speech: Speech = Speech.KEEP) -> dict[str, float]:
        edit = Edit(emotion, intensity, Span(0, 60), speech)
        painter = Painter(media, Planner(analysis, "instant").plan([edit]))
        rows = []
        for index, picture in frames.items():
            painted = painter.paint(index, picture)
            found = backend.landmarks(upright_rgb(painted, media.rotation, media.pixel_aspect))
            assert found is not None
            height = np.ptp(found.points[:, 1])
            low = (found.points[[61, 291], 1].mean() - found.points[[13, 14], 1].mean()) / height
            gap = (found.points[14, 1] - found.points[13, 1]) / height
            rows.append([*found.blendshapes, low, gap])
        named = zip((*BLENDSHAPES, "low_corners", "gap"), np.mean(rows, axis=0), strict=True)
        return {name: float(value) for name, value in named}

    yield read
    backend.close()


@pytest.mark.parametrize(
    ("emotion", "signs", "least"),
    [
        ("happy", ("mouthSmileLeft", "mouthSmileRight"), 0.5),
        ("surprise", ("browOuterUpLeft", "browOuterUpRight", "browInnerUp"), 0.5),
        ("anger", ("browDownLeft", "browDownRight"), 0.15),
        ("sad", ("low_corners",), 0.02),
    ],
)
def test_three_strengths_show_ever_more_of_the_emotion(
    measure: Callable[..., dict[str, float]], emotion: str, signs: Sequence[str], least: float
) -> None:
    strengths = [0.0, *INTENSITIES.values()]
    seen = [measure("neutral", 0.0)] + [measure(emotion, strength) for strength in strengths[1:]]
    shown = [sum(each[sign] for sign in signs) for each in seen]
    assert shown == sorted(shown)
    assert shown[3] - shown[0] > least
    assert shown[3] - shown[1] > 0.3 * (shown[3] - shown[0])


def test_a_jaw_drops_in_surprise_whatever_becomes_of_the_speech(
    measure: Callable[..., dict[str, float]],
) -> None:
    calm = measure("neutral", 0.0)["gap"]
    kept, replaced = (measure("surprise", 0.85, speech)["gap"] for speech in (Speech.KEEP, Speech.REPLACE))
    assert min(kept, replaced) > calm + 0.04


def test_side_by_side_shows_the_source_untouched_on_the_left(
    short_clip: Path, tmp_path: Path, decode: Decode
) -> None:
    target = tmp_path / "both.mkv"
    report = lossless(short_clip, target, "sad@10f-30f", layout=Layout.SIDE_BY_SIDE)
    assert (report.output["width"], report.output["height"]) == (640, 320)
    assert report.output["layout"] == "side-by-side"
    before, both = decode(short_clip), decode(target)
    assert len(both) == 60
    for index in (0, 20, 59):
        halves = [np.hsplit(plane, 2) for plane in both[index]]
        assert same([half[0] for half in halves], before[index])
        assert same([half[1] for half in halves], before[index]) == (index != 20)


def test_one_seed_makes_one_result(short_clip: Path, tmp_path: Path, decode: Decode) -> None:
    edit = "fear:high@20f-32f"
    reports = [
        lossless(short_clip, tmp_path / f"{name}.mkv", edit, seed=seed)
        for name, seed in (("a", 5), ("b", 5), ("c", 6))
    ]
    first, again, other = (decode(tmp_path / f"{name}.mkv") for name in "abc")
    assert all(same(*pair) for pair in zip(first, again, strict=True))
    assert not same(first[26], other[26])
    assert reports[0].edits[0]["va"] == reports[1].edits[0]["va"] != reports[2].edits[0]["va"]


def test_overlapping_edits_blend(short_clip: Path, tmp_path: Path, decode: Decode) -> None:
    alone, both = tmp_path / "alone.mkv", tmp_path / "both.mkv"
    lossless(short_clip, alone, "happy:high@5f-45f", renderer="instant")
    report = lossless(short_clip, both, "happy:high@5f-45f", "surprise:high@20f-end", renderer="instant")
    assert [edit["emotion"] for edit in report.edits] == ["happy", "surprise"]
    assert report.edits[1]["end_frame"] == 60
    one, two = decode(alone), decode(both)
    assert same(one[10], two[10])
    assert not same(one[32], two[32])
    assert not same(two[58], decode(short_clip)[58])


def test_a_remembered_analysis_is_used(short_clip: Path, tmp_path: Path, analysis: Analysis) -> None:
    seen: list[Progress] = []
    drain(reenact(request(short_clip, tmp_path / "out.mp4", "sad@0-10f")), seen.append)
    assert "analyze" not in {each.stage for each in seen}
    done = [each.done for each in seen if each.stage == "render"]
    assert done == sorted(done)
    assert done[-1] == 60


def test_a_stopped_job_leaves_nothing(short_clip: Path, tmp_path: Path, analysis: Analysis) -> None:
    job = reenact(request(short_clip, tmp_path / "out.mp4", "sad@0-end"))
    steps = [next(job) for _ in range(3)]
    assert steps[-1].stage == "render"
    assert [path.suffix for path in tmp_path.iterdir()] == [".part"]
    job.close()
    assert list(tmp_path.iterdir()) == []
    assert [each.name for each in threading.enumerate() if each.name.startswith("dfm-")] == []


def test_an_existing_result_survives_a_stopped_job(
    short_clip: Path, tmp_path: Path, analysis: Analysis
) -> None:
    target = tmp_path / "out.mp4"
    target.write_bytes(b"older")
    job = reenact(request(short_clip, target, "sad@0-end", overwrite=True))
    next(job)
    job.close()
    assert target.read_bytes() == b"older"


def test_a_video_on_its_side_is_edited_as_the_upright_one(
    short_clip: Path, tmp_path: Path, decode: Decode, encode: Encode
) -> None:
    upright = decode(short_clip)[20:50]
    straight = encode(tmp_path / "straight.mp4", upright)
    on_its_side = [[np.ascontiguousarray(np.rot90(plane)) for plane in planes] for planes in upright]
    turned = encode(tmp_path / "turned.mp4", on_its_side, turned=True)
    assert probe(turned).rotation == 90
    assert probe(turned).upright_size == (320, 320)
    results = []
    for video in (straight, turned):
        target = video.with_suffix(".out.mov")
        drain(reenact(request(video, target, "surprise:high@0-end", codec="h264", quality=0)))
        results.append(target)
    assert probe(results[1]).rotation == 90
    one, other = (decode(each) for each in results)
    for index in (10, 15, 20):
        difference = np.abs(np.rot90(other[index][0], -1).astype(int) - one[index][0])
        change = np.abs(one[index][0].astype(int) - upright[index][0])
        assert change.mean() > 0.4
        assert difference.mean() < 0.1 * change.mean()


def test_a_face_that_is_gone_for_a_while_is_told(
    short_clip: Path, tmp_path: Path, decode: Decode, encode: Encode
) -> None:
    frames = decode(short_clip)
    empty = [
        [np.full_like(plane, value) for plane, value in zip(frames[0], (60, 110, 150), strict=True)]
    ] * 20
    video = encode(tmp_path / "gone.mp4", [*frames[:30], *empty])
    target = tmp_path / "out.mkv"
    report = lossless(video, target, "happy@10f-40f", "sad@42f-end")
    assert len(report.warnings) == 2
    assert "leaves 10 of 30 frames" in report.warnings[0]
    assert "changes nothing" in report.warnings[1]
    before, after = decode(video), decode(target)
    assert all(same(before[index], after[index]) for index in range(30, 50))
    assert not same(before[20], after[20])


def test_two_frames_are_enough(short_clip: Path, tmp_path: Path, decode: Decode, encode: Encode) -> None:
    video = encode(tmp_path / "two.mp4", decode(short_clip)[:2])
    report = lossless(video, tmp_path / "out.mkv", "happy:high@0-end")
    assert report.output["frames"] == 2
    assert len(decode(tmp_path / "out.mkv")) == 2


@pytest.mark.parametrize("size", [16, 160])
def test_a_video_without_a_face_is_refused(tmp_path: Path, encode: Encode, size: int) -> None:
    draw = np.random.default_rng(1)
    shapes = ((size, size), (size // 2, size // 2), (size // 2, size // 2))
    noise = [[draw.integers(90, 160, shape).astype(np.uint8) for shape in shapes] for _ in range(6)]
    video = encode(tmp_path / "noise.mp4", noise)
    with pytest.raises(InputError, match=r"noise\.mp4 shows no face"):
        drain(reenact(request(video, tmp_path / "out.mp4", "happy@0-end")))
    assert [path.name for path in tmp_path.iterdir()] == ["noise.mp4"]


@pytest.mark.parametrize(
    ("edits", "wishes", "failure", "words"),
    [
        (["happy@0-end"], {"face": 2}, InputError, "no face 2; it has 1"),
        (["happy@0-9"], {}, InputError, "runs past the end"),
        (["happy@60f-61f"], {}, InputError, "at or past the end"),
        (["happy@1-1"], {}, InputError, "holds no frame"),
        (["happy@1-0.5"], {}, InputError, "ends before it starts"),
        ([], {}, UsageError, "There is no edit"),
        (["happy@0-1"], {"renderer": "dream"}, UsageError, "no renderer 'dream'"),
        (["happy@0-1"], {"device": "tpu"}, UsageError, "no device 'tpu'"),
        (["happy@0-1"], {"codec": "gif"}, UsageError, "no codec 'gif'"),
        (["happy@0-1"], {"backend": "guess"}, UsageError, "no landmark backend 'guess'"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    short_clip: Path,
    tmp_path: Path,
    edits: Sequence[str],
    wishes: dict[str, Any],
    failure: type[Exception],
    words: str,
) -> None:
    with pytest.raises(failure, match=words) as caught:
        drain(reenact(request(short_clip, tmp_path / "out.mp4", *edits, **wishes)))
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_targets_are_checked_before_any_work(short_clip: Path, tmp_path: Path) -> None:
    copy = tmp_path / "talk.mp4"
    shutil.copyfile(short_clip, copy)
    taken = tmp_path / "taken.mp4"
    taken.write_bytes(b"mine")
    wish = request(copy, copy, "happy@0-end", overwrite=True)
    for target, words in ((copy, "is the input itself"), (taken, "exists already")):
        job = reenact(replace(wish, target=target, overwrite=target == copy))
        with pytest.raises(WriteError, match=words):
            next(job)
    assert taken.read_bytes() == b"mine"
    assert copy.read_bytes() == short_clip.read_bytes()


@pytest.mark.parametrize("file", ["face_model.safetensors", "shading.safetensors"])
def test_a_model_file_with_the_wrong_hash_is_not_used(
    short_clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    resources = tmp_path / "resources"
    shutil.copytree(places.resources_folder(), resources)
    damaged = bytearray((resources / file).read_bytes())
    damaged[-100] ^= 0xFF
    (resources / file).write_bytes(damaged)
    monkeypatch.setenv("DFM_RESOURCES_DIR", str(resources))
    with pytest.raises(MissingWeights, match=rf"{file}.*SHA-256 differs.*install") as caught:
        drain(reenact(request(short_clip, tmp_path / "out.mp4", "happy@0-end")))
    assert caught.value.exit_code == 4
    assert [path.name for path in tmp_path.iterdir()] == ["resources"]


def test_a_part_is_edited_as_it_is_within_the_whole(short_clip: Path, tmp_path: Path, decode: Decode) -> None:
    whole, part = tmp_path / "whole.mkv", tmp_path / "part.mkv"
    lossless(short_clip, whole, "happy:high@10f-40f")
    report = lossless(short_clip, part, "happy:high@10f-40f", span=Span(20, 50), audio=False)
    assert report.output["frames"] == 30
    one, other = decode(whole)[20:50], decode(part)
    assert all(same(*pair) for pair in zip(one, other, strict=True))
    assert probe(part).audio == ()
    assert probe(whole).audio


@pytest.mark.parametrize("span", [Span(0, 61), Span(60, 60), Span(70, 80)])
def test_a_part_that_is_not_there_is_refused(short_clip: Path, tmp_path: Path, span: Span) -> None:
    with pytest.raises(UsageError, match="choose among its 60 frames"):
        lossless(short_clip, tmp_path / "out.mkv", "sad@0-end", span=span)
    assert list(tmp_path.iterdir()) == []


def test_a_graphics_card_that_is_not_there_is_told_before_any_work(
    short_clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    asked = request(short_clip, tmp_path / "out.mp4", "happy@0-1", renderer="reference", device="cuda")
    with pytest.raises(UsageError, match="choose 'auto'"):
        next(reenact(asked))


class Batches:
    """A net that takes two squares at a time and gives each face's own layer, a little lighter."""

    references, batch = 4, 2

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def blend(self, inputs: Sequence[NDArray[np.float32]]) -> list[Blend]:
        self.sizes.append(len(inputs))
        weights = np.zeros((5, 128, 128), np.float32)
        weights[:2] = 0.5
        light, free = np.full((128, 128, 3), 0.02, np.float32), np.zeros((128, 128), np.float32)
        return [Blend(weights, light, free) for _ in inputs]


def test_frames_that_are_drawn_several_at_a_time_are_the_same(
    short_clip: Path, tmp_path: Path, decode: Decode, monkeypatch: pytest.MonkeyPatch
) -> None:
    several, single = Batches(), Batches()
    single.batch = 1
    made = []
    for name, blender in (("several", several), ("single", single)):
        monkeypatch.setattr("dfm.core.render.blending.load_blender", lambda *_, net=blender: net)
        target = tmp_path / f"{name}.mkv"
        asked = request(short_clip, target, "happy@5f-20f", renderer="reference", codec="ffv1")
        report = drain(reenact(asked))
        assert report.stages["render"].frames == 15
        made.append(decode(target))
    assert set(single.sizes) == {1}
    assert max(several.sizes) == 2
    assert sum(several.sizes) == sum(single.sizes) == 15
    for one, other in zip(*made, strict=True):
        np.testing.assert_array_equal(one[0], other[0])
