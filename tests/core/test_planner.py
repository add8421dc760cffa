"""Plans of the renderers: who draws, which references help, and that a plan is taken up again."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from dfm.core.analyze import Analysis, analyze
from dfm.core.casting import load_cast
from dfm.core.document.edits import Edit
from dfm.core.document.persons import PersonFile
from dfm.core.document.timebase import Span
from dfm.core.errors import InputError, MissingWeights, UsageError
from dfm.core.jobs import drain
from dfm.core.media.info import content_id
from dfm.core.media.picture import Region, read_rgb
from dfm.core.media.read import read_frame
from dfm.core.painter import Painter
from dfm.core.planner import Planner, check_drawing, draws, planner_of, warnings_of, weights_of
from dfm.core.preview import How, Preview
from dfm.core.render.trained_file import Facts, save_renderer
from dfm.core.render.warp import ring_around
from dfm.core.rendered import Rendered, is_finished, render_edits
from dfm.core.training.reference_pairs import REFERENCES
from dfm.core.weights import find
from dfm.models.head2head import Head2Head, Head2HeadConfig
from tests.core.people import person_at

HAPPY = Edit("happy", 0.85, Span(5, 25), ramp=3, id="e1")
SAD = Edit("sad", 0.85, Span(30, 40), ramp=3, id="e2")


@pytest.fixture(scope="module")
def analysis(short_clip: Path) -> Analysis:
    return drain(analyze(short_clip))


def test_an_unchanged_plan_is_taken_up_again(analysis: Analysis) -> None:
    planner = Planner(analysis)
    (one,) = planner.plan([HAPPY])
    planner.plan([HAPPY, SAD])
    assert planner.plan([HAPPY])[0] is one
    assert planner.plan([SAD])[0] is not one


def test_there_must_be_such_a_face_and_such_a_renderer(analysis: Analysis) -> None:
    with pytest.raises(InputError, match="no face 7"):
        Planner(analysis).plan([Edit("happy", 0.5, Span(0, 5), face=7)])
    with pytest.raises(UsageError, match="instant"):
        Planner(analysis, "magic")


def test_every_renderer_has_its_weights() -> None:
    assert set(weights_of("instant")) < set(weights_of("reference"))
    assert all(find(name).is_file() for name in weights_of("reference"))


def test_only_the_reference_renderer_borrows(analysis: Analysis) -> None:
    (plain,), (helped,) = (Planner(analysis, name).plan([HAPPY]) for name in ("instant", "reference"))
    assert plain.gallery is None
    own, borrowing = plain.frame(15), helped.frame(15)
    assert own is not None
    assert borrowing is not None
    assert own.references == ()
    assert len(borrowing.references) == REFERENCES
    assert np.array_equal(own.target, borrowing.target)
    assert plain.fingerprint(15) != helped.fingerprint(15)
    assert helped.frame(50) is None


def test_what_it_draws_is_the_same_every_time_and_near_what_instant_draws(analysis: Analysis) -> None:
    media = analysis.media
    whole = Region(0, 0, media.width, media.height)
    frame = read_frame(media, 15).picture
    drawn = []
    for name in ("reference", "reference", "instant"):
        painter = Painter(media, Planner(analysis, name).plan([HAPPY]))
        drawn.append(read_rgb(painter.paint(15, frame), whole, media.rotation))
    assert np.array_equal(drawn[0], drawn[1])
    change = np.abs(drawn[0] - drawn[2])
    assert 0.05 < change.mean() < 4
    face = Planner(analysis).plan([HAPPY])[0].frame(15)
    assert face is not None
    low, high = ring_around(face.target).min(axis=0), ring_around(face.target).max(axis=0)
    rows, columns = np.nonzero(change.max(axis=2))
    assert columns.min() >= low[0] - 2
    assert rows.min() >= low[1] - 2
    assert columns.max() <= high[0] + 2
    assert rows.max() <= high[1] + 2


def test_finished_frames_of_the_reference_renderer_are_shown(analysis: Analysis, tmp_path: Path) -> None:
    edits = [HAPPY, SAD]
    preview = Preview(analysis.media)
    with closing(Rendered(analysis.media, "reference", tmp_path)) as rendered:
        assert drain(render_edits(analysis, edits, rendered)) == 30
        assert is_finished(analysis, edits, rendered)
        preview.set_analysis(analysis)
        preview.set_edits(edits, rendered)
        assert [preview.output(frame).how for frame in (10, 35, 27)] == [
            How.RENDERED,
            How.RENDERED,
            How.UNTOUCHED,
        ]
        preview.set_edits([HAPPY], rendered)
        assert preview.output(10).how is How.RENDERED
        assert preview.output(35).how is How.UNTOUCHED
    preview.close()


def test_planners_are_shared(analysis: Analysis) -> None:
    assert planner_of(analysis, "instant") is planner_of(analysis, "instant")


@pytest.fixture(scope="module")
def trained(analysis: Analysis, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A net for this video that has learned nothing."""
    path = tmp_path_factory.mktemp("renderer") / "one.dfmrenderer"
    torch.manual_seed(0)
    net = Head2Head(Head2HeadConfig(64, (8, 16), 1))
    save_renderer(net, Facts(content_id(analysis.media.path), analysis.media.path.name), path)
    return path


def test_the_trained_renderer_needs_its_file_and_no_other_takes_one(trained: Path, tmp_path: Path) -> None:
    check_drawing("trained", "cpu", trained)
    with pytest.raises(UsageError, match="--weights"):
        check_drawing("trained", "cpu")
    with pytest.raises(UsageError, match="--renderer trained"):
        check_drawing("reference", "cpu", trained)
    other = tmp_path / "other.dfmrenderer"
    other.write_bytes(b"nothing")
    with pytest.raises(MissingWeights, match="dfm train renderer"):
        check_drawing("trained", "cpu", other)
    with pytest.raises(MissingWeights, match="gone"):
        check_drawing("trained", "cpu", tmp_path / "gone.dfmrenderer")


def test_another_video_s_renderer_is_used_with_a_warning(
    analysis: Analysis, trained: Path, tmp_path: Path
) -> None:
    assert warnings_of(analysis, trained) == warnings_of(analysis, None) == []
    other = tmp_path / "base.dfmrenderer"
    save_renderer(Head2Head(Head2HeadConfig(64, (8, 16), 1)), Facts(), other)
    (warning,) = warnings_of(analysis, other)
    assert "many people" in warning
    assert draws(other, analysis, 2)


def test_of_its_own_video_a_renderer_draws_the_face_that_it_learned(
    analysis: Analysis, trained: Path
) -> None:
    assert draws(trained, analysis, 1)
    assert not draws(trained, analysis, 2)
    (warning,) = warnings_of(analysis, trained, (1, 2))
    assert "learned face 1: 'reference' draws face 2." in warning


def test_the_trained_renderer_is_told_of_the_frames_before(analysis: Analysis, trained: Path) -> None:
    (face,) = Planner(analysis, "trained", "cpu", trained=trained).plan([HAPPY])
    (plain,) = Planner(analysis, "reference", "cpu").plan([HAPPY])
    frames = {index: face.frame(index) for index in (5, 6, 15)}
    third, alone = frames[15], plain.frame(15)
    assert third is not None
    assert alone is not None
    assert alone.past == ()
    for back, mesh in zip((2, 1), third.past, strict=True):
        before = face.frame(15 - back)
        assert before is not None
        assert np.array_equal(mesh, before.target)
    first = frames[6]
    assert first is not None
    assert np.array_equal(first.past[0], np.asarray(analysis.tracks[0].points[4], np.float32))
    assert plain.fingerprint(15) != face.fingerprint(15)


def test_a_frame_before_shapes_the_fingerprint_of_the_trained_renderer_alone(
    analysis: Analysis, trained: Path
) -> None:
    """Of two edits that differ in their frames up to 14 alone, as the other renderers see it."""
    for name, file, same in (("reference", None, True), ("trained", trained, False)):
        (face,) = Planner(analysis, name, "cpu", trained=file).plan([HAPPY])
        expression = face.target.expression.copy()
        expression[14] += 0.5
        other = replace(face, target=replace(face.target, expression=expression))
        assert (face.fingerprint(15) == other.fingerprint(15)) is same
        assert face.fingerprint(17) == other.fingerprint(17)


def test_a_frame_looks_the_same_whichever_were_drawn_before(analysis: Analysis, trained: Path) -> None:
    media = analysis.media
    whole = Region(0, 0, media.width, media.height)
    painter = Painter(media, Planner(analysis, "trained", "cpu", trained=trained).plan([HAPPY]))
    frames = [(index, read_frame(media, index).picture) for index in (14, 15, 16)]
    together = painter.paint_many(frames)[1]
    alone = painter.paint(*frames[1])
    assert np.array_equal(read_rgb(together, whole, 0), read_rgb(alone, whole, 0))


def test_another_file_is_another_store(analysis: Analysis, trained: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.dfmrenderer"
    torch.manual_seed(1)
    save_renderer(Head2Head(Head2HeadConfig(64, (8, 16), 1)), Facts(), other)
    for file in (trained, other):
        with closing(Rendered(analysis.media, "trained", tmp_path, trained=file)) as rendered:
            assert drain(render_edits(analysis, [SAD], rendered)) == 10
            assert is_finished(analysis, [SAD], rendered)


def test_a_face_plays_as_its_person_does(analysis: Analysis, tmp_path: Path) -> None:
    anna, ben = (
        load_cast((PersonFile(1, str(person_at(tmp_path / f"{seed}.dfmperson", seed=seed))),))
        for seed in (0, 1)
    )
    faces = [planner_of(analysis, "instant", persons=cast).plan([HAPPY])[0] for cast in ({}, anna, ben)]
    prints = [Painter(analysis.media, [face]).fingerprint(15) for face in faces]
    assert len(set(prints)) == 3
    assert all(Painter(analysis.media, [face]).fingerprint(40) == b"" for face in faces)
    assert [face.person for face in faces] == ["", anna[1].digest, ben[1].digest]
    beside = planner_of(analysis, "instant", persons={2: anna[1]}).plan([HAPPY])[0]
    assert Painter(analysis.media, [beside]).fingerprint(15) == prints[0]


def test_planners_are_shared_by_the_content_of_persons(analysis: Analysis, tmp_path: Path) -> None:
    file = PersonFile(1, str(person_at(tmp_path / "anna.dfmperson")))
    one, other = load_cast((file,)), load_cast((file,))
    assert one[1] is not other[1]
    planner = planner_of(analysis, "instant", persons=one)
    assert planner_of(analysis, "instant", persons=other) is planner
    assert planner_of(analysis, "instant") is not planner


def test_a_preview_follows_its_persons(analysis: Analysis, tmp_path: Path) -> None:
    cast = load_cast((PersonFile(1, str(person_at(tmp_path / "anna.dfmperson"))),))
    with (
        closing(Preview(analysis.media)) as preview,
        closing(Rendered(analysis.media, "instant", tmp_path)) as rendered,
    ):
        drain(render_edits(analysis, [HAPPY], rendered, cast))
        preview.set_analysis(analysis)
        preview.set_edits([HAPPY], rendered)
        assert preview.output(15).how is How.LIVE
        preview.set_persons(cast)
        assert preview.output(15).how is How.RENDERED
        assert is_finished(analysis, [HAPPY], rendered, cast)
        assert not is_finished(analysis, [HAPPY], rendered)
