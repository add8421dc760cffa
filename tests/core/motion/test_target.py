"""What the plan of the edits leaves alone, what it replaces and what it keeps."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.document.edits import Edit, Speech
from dfm.core.document.performance import Performance
from dfm.core.document.regions import EVERYWHERE, Regions
from dfm.core.document.timebase import Span
from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import OUTER_LIPS, RIGHT_BROW
from dfm.core.motion.action_units import lip_parting
from dfm.core.motion.decoder import PrototypeDecoder
from dfm.core.motion.lips import SHUT
from dfm.core.motion.target import Target, TargetMaker, slow_part

Shapes = Callable[..., NDArray[np.float32]]
RATE = Fraction(30)
COUNT = 150
FRAMES = np.arange(COUNT, dtype=np.int32)


@pytest.fixture
def talking(coefficients: Shapes) -> NDArray[np.float32]:
    """A face (COUNT, 30) that talks and blinks, and smiles a little all the while."""
    time = FRAMES / 30
    jaw = 0.25 * (1 - np.cos(2 * np.pi * 3 * time))
    blink = np.isin(FRAMES % 50, (20, 21, 22)).astype(float)
    opened, shut = coefficients(jawOpen=1.0), coefficients(eyeBlinkLeft=1.0, eyeBlinkRight=1.0)
    smile = coefficients(mouthSmileLeft=0.4, mouthSmileRight=0.4)
    return np.asarray(np.outer(jaw, opened) + np.outer(blink, shut) + smile, np.float32)


def _edit(label: str, start: int, end: int, intensity: float = 0.85, speech: Speech = Speech.KEEP) -> Edit:
    return Edit(label, intensity, Span(start, end), speech)


def _plan(
    edits: list[Edit],
    talking: NDArray[np.float32],
    decoder: PrototypeDecoder,
    model: FaceModel,
    frames: NDArray[np.int32] = FRAMES,
) -> Target:
    return TargetMaker(frames, talking[: len(frames)], RATE, decoder, model).target(edits)


def test_without_edits_nothing_is_wanted(
    talking: NDArray[np.float32], decoder: PrototypeDecoder, model: FaceModel
) -> None:
    plan = _plan([], talking, decoder, model)
    assert not plan.weight.any()
    np.testing.assert_array_equal(plan.expression, talking)
    np.testing.assert_array_equal(plan.lip_scale, 1)
    assert plan.curves == ()


@pytest.mark.parametrize("speech", Speech)
def test_frames_outside_the_edits_stay_as_they_are(
    talking: NDArray[np.float32], decoder: PrototypeDecoder, model: FaceModel, speech: Speech
) -> None:
    plan = _plan([_edit("happy", 30, 70, speech=speech), _edit("sad", 90, 120)], talking, decoder, model)
    inside = np.zeros(COUNT, bool)
    inside[30:70] = inside[90:120] = True
    assert not plan.weight[~inside].any()
    assert (plan.weight[inside] > 0).all()
    np.testing.assert_array_equal(plan.expression[~inside], talking[~inside])
    np.testing.assert_array_equal(plan.lip_scale[~inside], 1)
    assert [span for span, _ in plan.curves] == [Span(30, 70), Span(90, 120)]
    assert [len(curve) for _, curve in plan.curves] == [40, 30]


def test_an_edit_comes_and_goes_smoothly(
    talking: NDArray[np.float32], decoder: PrototypeDecoder, model: FaceModel
) -> None:
    plan = _plan([_edit("anger", 20, 130)], talking, decoder, model)
    weight = plan.weight[20:130]
    assert weight.max() == pytest.approx(1)
    assert (np.diff(weight[:20]) > 0).all()
    assert (np.diff(weight[-20:]) < 0).all()
    added = model.displacement(plan.expression - talking)
    assert np.linalg.norm(np.diff(added, axis=0), axis=2).max() < 0.25  # centimetres a frame


def test_keep_keeps_the_faces_own_motion(
    talking: NDArray[np.float32], decoder: PrototypeDecoder, model: FaceModel
) -> None:
    plan = _plan([_edit("sad", 0, COUNT)], talking, decoder, model)
    middle = slice(40, 110)
    own = talking[middle] @ lip_parting(model)
    wanted = plan.expression[middle] @ lip_parting(model)
    assert np.corrcoef(own, wanted)[0, 1] > 0.98
    assert plan.keep[middle] == pytest.approx(1)
    lid = model.displacement(plan.expression[middle])[:, 159, 1]
    assert lid[70 - 40 : 73 - 40].mean() < lid[:20].mean() - 0.3  # the blink at frames 70 to 72 is there


def test_replace_puts_the_emotion_in_the_faces_place(
    talking: NDArray[np.float32], decoder: PrototypeDecoder, model: FaceModel
) -> None:
    plan = _plan([_edit("sad", 0, COUNT, speech=Speech.REPLACE)], talking, decoder, model)
    other = _plan([_edit("sad", 0, COUNT, speech=Speech.REPLACE)], 0 * talking, decoder, model)
    middle = slice(40, 110)
    np.testing.assert_allclose(plan.expression[middle], other.expression[middle], atol=1e-4)
    assert not plan.keep[middle].any()
    own = talking[middle] @ lip_parting(model)
    assert np.std(plan.expression[middle] @ lip_parting(model)) < 0.2 * np.std(own)


def test_the_mood_on_the_face_gives_way(
    talking: NDArray[np.float32], decoder: PrototypeDecoder, model: FaceModel
) -> None:
    corner = 61

    def height(label: str) -> float:
        plan = _plan([_edit(label, 0, COUNT)], talking, decoder, model)
        return float(model.displacement(plan.expression)[60:100, corner, 1].mean())

    own = float(model.displacement(talking)[60:100, corner, 1].mean())
    assert height("sad") < height("neutral") < own
    assert height("happy") > own  # her smile becomes a broad one, not twice a smile
    still = _plan([_edit("happy", 0, COUNT)], 0 * talking, decoder, model)
    assert height("happy") < float(model.displacement(still.expression)[60:100, corner, 1].mean()) + 0.25


@pytest.mark.parametrize("speech", Speech)
def test_a_mouth_of_weight_0_keeps_its_own_motion(
    talking: NDArray[np.float32], decoder: PrototypeDecoder, model: FaceModel, speech: Speech
) -> None:
    edit = _edit("surprise", 0, COUNT, speech=speech)
    whole = _plan([edit], talking, decoder, model)
    held = _plan([replace(edit, regions=Regions(mouth=0))], talking, decoder, model)
    middle, lips = slice(40, 110), list(OUTER_LIPS)
    np.testing.assert_array_equal(held.lip_scale, 1)
    assert held.keep[middle] == pytest.approx(1)

    def moved(plan: Target, vertices: list[int]) -> float:
        added = model.displacement((plan.expression - talking)[middle])[:, vertices]
        return float(np.linalg.norm(added, axis=2).mean())

    assert moved(held, lips) < 0.05 * moved(whole, lips)
    assert moved(held, list(RIGHT_BROW)) == pytest.approx(moved(whole, list(RIGHT_BROW)), rel=0.1)


def test_the_mood_is_taken_out_where_the_edit_shows_alone(
    talking: NDArray[np.float32], decoder: PrototypeDecoder, model: FaceModel
) -> None:
    edit = _edit("neutral", 0, COUNT)
    held = _plan([replace(edit, regions=Regions(mouth=0))], talking, decoder, model)
    corner = model.displacement((held.expression - talking)[60:100])[:, 61]
    whole = model.displacement((_plan([edit], talking, decoder, model).expression - talking)[60:100])[:, 61]
    assert np.linalg.norm(corner, axis=1).mean() < 0.05 * np.linalg.norm(whole, axis=1).mean()


def test_half_a_mouth_is_half_way_there(
    talking: NDArray[np.float32], decoder: PrototypeDecoder, model: FaceModel
) -> None:
    edit = _edit("surprise", 0, COUNT)
    none, half, whole = (
        _plan([replace(edit, regions=Regions(mouth=weight))], talking, decoder, model)
        for weight in (0.0, 0.5, 1.0)
    )
    np.testing.assert_allclose(half.expression, (none.expression + whole.expression) / 2, atol=1e-4)
    np.testing.assert_allclose(half.lip_scale, (none.lip_scale + whole.lip_scale) / 2, atol=1e-5)


def test_the_change_of_each_region_is_told_where_they_differ(
    talking: NDArray[np.float32], decoder: PrototypeDecoder, model: FaceModel
) -> None:
    happy, sad = _edit("happy", 10, 50), _edit("sad", 90, 130)
    assert _plan([happy, sad], talking, decoder, model).regional is None
    plain = _plan([happy, sad], talking, decoder, model)
    plan = _plan([happy, replace(sad, regions=Regions(0.5, 1.0, 0.0))], talking, decoder, model)
    assert plan.regional is not None
    brows, eyes, mouth = plan.regional.transpose(1, 0, 2)
    np.testing.assert_array_equal(brows[:80], eyes[:80])
    np.testing.assert_array_equal(brows[30:80], mouth[30:80])
    set_in = np.r_[30:90, 110:130]
    np.testing.assert_allclose(eyes[set_in], (plain.expression - talking)[set_in], atol=1e-5)
    np.testing.assert_allclose(2 * brows[80:], eyes[80:], atol=1e-5)
    assert not mouth[80:].any()
    np.testing.assert_array_equal(plan.expression[:80], plain.expression[:80])


def test_the_way_through_the_plane_is_felt_once_for_all_weights(
    talking: NDArray[np.float32], decoder: PrototypeDecoder, model: FaceModel
) -> None:
    maker = TargetMaker(FRAMES, talking, RATE, decoder, model)
    edit = _edit("happy", 10, 90)
    whole = maker.target([edit])
    held = maker.target([replace(edit, regions=Regions(brows=0))])
    again = maker.target([replace(edit, regions=EVERYWHERE)])
    assert held.curves[0][1] is whole.curves[0][1]
    assert not np.array_equal(held.expression, whole.expression)
    np.testing.assert_array_equal(again.expression, whole.expression)


def test_stronger_is_further(
    talking: NDArray[np.float32], decoder: PrototypeDecoder, model: FaceModel
) -> None:
    sizes = []
    for strength in (0.35, 0.6, 0.85):
        plan = _plan([_edit("surprise", 0, COUNT, strength)], talking, decoder, model)
        sizes.append(np.linalg.norm(model.displacement(plan.expression - talking)[60:100], axis=2).mean())
    assert sizes[0] < sizes[1] < sizes[2]


def test_overlapping_edits_blend(
    talking: NDArray[np.float32], decoder: PrototypeDecoder, model: FaceModel
) -> None:
    happy, sad = _edit("happy", 0, COUNT), _edit("sad", 0, COUNT)
    both = _plan([happy, sad], talking, decoder, model)
    alone = [_plan([edit], talking, decoder, model) for edit in (happy, sad)]
    assert both.weight.max() <= 1 + 1e-6
    wanted = (alone[0].expression + alone[1].expression) / 2
    np.testing.assert_allclose(both.expression[40:110], wanted[40:110], atol=1e-3)


def test_a_track_with_gaps_is_planned_on_its_frames_alone(
    talking: NDArray[np.float32], decoder: PrototypeDecoder, model: FaceModel
) -> None:
    frames = np.concatenate([np.arange(10, 60), np.arange(100, 140)]).astype(np.int32)
    plan = _plan([_edit("happy", 40, 120)], talking, decoder, model, frames)
    assert len(plan.weight) == len(frames)
    inside = (frames >= 40) & (frames < 120)
    np.testing.assert_array_equal(plan.weight > 0, inside)
    np.testing.assert_array_equal(plan.expression[~inside], talking[: len(frames)][~inside])


def test_the_same_seed_gives_the_same_plan(
    talking: NDArray[np.float32], decoder: PrototypeDecoder, model: FaceModel
) -> None:
    one, again = (_plan([_edit("fear", 10, 90)], talking, decoder, model) for _ in range(2))
    np.testing.assert_array_equal(one.expression, again.expression)
    other = Edit("fear", 0.85, Span(10, 90), seed=5)
    assert not np.allclose(_plan([other], talking, decoder, model).expression, one.expression, atol=1e-3)


def test_short_tracks_and_short_edits_are_planned_too(
    talking: NDArray[np.float32], decoder: PrototypeDecoder, model: FaceModel
) -> None:
    for length in (1, 2, 3):
        plan = _plan([_edit("happy", 0, length)], talking, decoder, model, FRAMES[:length])
        assert np.isfinite(plan.expression).all()
        assert (plan.weight > 0).all()


def test_the_slow_part_is_the_mood_without_speech_and_blinks(
    talking: NDArray[np.float32],
    coefficients: Shapes,
    model: FaceModel,
) -> None:
    mood = model.displacement(slow_part(FRAMES, talking, 30.0))
    usual = model.displacement(coefficients(mouthSmileLeft=0.4, mouthSmileRight=0.4, jawOpen=0.25))
    assert mood[75, 61, 1] == pytest.approx(usual[61, 1], abs=0.05)
    own, inner = model.displacement(talking), slice(45, 105)
    assert mood[inner, 14, 1].std() < 0.1 * own[inner, 14, 1].std()
    assert np.ptp(mood[inner, 159, 1]) < 0.1 * np.ptp(own[inner, 159, 1])


def test_moods_do_not_leak_over_a_gap(model: FaceModel) -> None:
    frames = np.concatenate([np.arange(50), np.arange(90, 140)]).astype(np.int32)
    values = np.zeros((100, 30), np.float32)
    values[50:] = 1
    mood = slow_part(frames, values, 30.0)
    np.testing.assert_allclose(mood[:50], 0, atol=1e-5)
    np.testing.assert_allclose(mood[50:], 1, atol=1e-5)


def test_a_performance_is_shown_instead_of_the_emotion_and_speech_stays(
    talking: NDArray[np.float32], decoder: PrototypeDecoder, model: FaceModel, coefficients: Shapes
) -> None:
    grin = coefficients(mouthSmileLeft=0.9, mouthSmileRight=0.9, jawOpen=0.6)
    performance = Performance("grin", (0.6, 0.2), (tuple(map(float, grin)),))
    edit = replace(_edit("sad", 0, COUNT, 1.0), performance=performance, ramp=0)
    middle = _plan([edit], talking, decoder, model)
    parting = lip_parting(model)
    own, wanted = talking @ parting, middle.expression @ parting
    assert np.corrcoef(own, wanted)[0, 1] > 0.96
    smile = coefficients(mouthSmileLeft=1.0, mouthSmileRight=1.0)
    shift = (middle.expression - talking).mean(axis=0)
    assert shift @ smile > 0.2 * smile @ smile
    assert (middle.keep == 1).all()
    replaced = _plan([replace(edit, speech=Speech.REPLACE)], talking, decoder, model)
    np.testing.assert_allclose(replaced.expression.mean(axis=0), grin, atol=0.15)


class _Asked:
    """A decoder that remembers what it was asked."""

    def __init__(self) -> None:
        self.seconds: list[NDArray[np.float64] | None] = []
        self.seeds: list[int] = []

    def decode(
        self,
        label: str,
        curve: NDArray[np.float64],
        seconds: NDArray[np.float64] | None = None,
        seed: int = 0,
    ) -> NDArray[np.float32]:
        self.seconds.append(seconds)
        self.seeds.append(seed)
        return np.zeros((len(curve), 30), np.float32)


def test_a_decoder_hears_the_seconds_since_the_origin_and_the_take(
    talking: NDArray[np.float32], model: FaceModel
) -> None:
    asked = _Asked()
    edit = Edit("happy", 0.6, Span(30, 60), seed=11, origin=15)
    TargetMaker(FRAMES, talking, RATE, asked, model).target([edit])
    assert asked.seeds == [11]
    assert asked.seconds[0] is not None
    np.testing.assert_allclose(asked.seconds[0], np.arange(15, 45) / 30)


def test_the_jaw_drops_where_lips_are_apart_and_closed_ones_stay_closed(
    decoder: PrototypeDecoder, model: FaceModel
) -> None:
    gap = 0.5 * (1 - np.cos(2 * np.pi * FRAMES / 25))  # centimetres
    aperture = (gap / model.face_height).astype(np.float32)
    still = np.zeros((COUNT, 30), np.float32)
    edit = replace(_edit("surprise", 0, COUNT), ramp=0)
    plan = TargetMaker(FRAMES, still, RATE, decoder, model, aperture).target([edit])
    assert not plan.lip_drop[gap < SHUT].any()
    assert plan.lip_drop[gap > 0.9].min() > 0.4
    np.testing.assert_allclose(plan.expression @ lip_parting(model), plan.lip_drop, atol=1e-3)
    assert np.corrcoef(gap, gap * plan.lip_scale + plan.lip_drop)[0, 1] > 0.94
    pressed = TargetMaker(FRAMES, still, RATE, decoder, model, aperture).target([_edit("anger", 0, COUNT)])
    assert not pressed.lip_drop.any()
    assert pressed.lip_scale.min() < 1


def test_the_onset_hangs_on_no_later_edit(decoder: PrototypeDecoder, model: FaceModel) -> None:
    maker = TargetMaker(FRAMES, np.zeros((COUNT, 30), np.float32), RATE, decoder, model)
    first, later = _edit("happy", 0, 40), _edit("surprise", 15, COUNT)
    alone, both = maker.target([first]), maker.target([first, later])
    np.testing.assert_array_equal(alone.expression[:15], both.expression[:15])
    assert not np.array_equal(alone.expression[20], both.expression[20])


def test_brows_are_raised_before_the_mouth_follows(
    talking: NDArray[np.float32], decoder: PrototypeDecoder, model: FaceModel
) -> None:
    added = model.displacement(_plan([_edit("happy", 10, 130)], 0 * talking, decoder, model).expression)
    other = model.displacement(_plan([_edit("surprise", 10, 130)], 0 * talking, decoder, model).expression)
    brow, corner = other[:, RIGHT_BROW, 1].mean(axis=1), added[:, 61, 1]
    assert (brow > 0.5 * brow.max()).argmax() < (corner > 0.5 * corner.max()).argmax()
