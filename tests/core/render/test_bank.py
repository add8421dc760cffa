"""The bank of references: what is chosen, and what the cut-out pictures show."""

from pathlib import Path

import numpy as np
import pytest

from dfm.core import weights
from dfm.core.analyze import Analysis, analyze
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.jobs import drain
from dfm.core.media.picture import Region, read_rgb
from dfm.core.media.read import read_frame
from dfm.core.render.bank import MARGIN, Bank, spread
from dfm.core.render.choosing import distances


@pytest.fixture(scope="module")
def analysis(short_clip: Path) -> Analysis:
    return drain(analyze(short_clip))


@pytest.fixture(scope="module")
def model() -> FaceModel:
    return load_face_model(weights.find("face_model"))


def test_frames_are_chosen_far_apart(model: FaceModel, analysis: Analysis) -> None:
    track = analysis.tracks[0]
    places = spread(model, track, 6)
    assert len(set(places)) == 6
    chosen = track.expression[places], track.rotation[places]
    apart = distances(model, *chosen, *chosen)[~np.eye(6, dtype=bool)].min()
    first = track.expression[:6], track.rotation[:6]
    assert apart > 2 * distances(model, *first, *first)[~np.eye(6, dtype=bool)].min()


def test_the_same_video_gives_the_same_references(model: FaceModel, analysis: Analysis) -> None:
    one, other = (Bank(model, analysis.tracks[0], analysis.media, 5) for _ in range(2))
    assert np.array_equal(one.frames, other.frames)
    assert np.all(np.diff(one.frames) > 0)


def test_cut_outs_show_the_face_with_its_landmarks(model: FaceModel, analysis: Analysis) -> None:
    bank = Bank(model, analysis.tracks[0], analysis.media, 3)
    for frame, expression, reference in zip(bank.frames, bank.expression, bank.references, strict=True):
        place = analysis.tracks[0].at(int(frame))
        assert place is not None
        points = analysis.tracks[0].points[place]
        assert np.array_equal(expression, analysis.tracks[0].expression[place])
        shift = (points - reference.points)[0, :2]
        assert np.allclose(points - reference.points, [*shift, 0], atol=1e-3)
        height, width = reference.rgb.shape[:2]
        assert np.all(reference.points[:, :2] >= -1)
        assert np.all(reference.points[:, :2] <= [width, height])
        longer = np.ptp(points[:, :2], axis=0).max()
        assert max(height, width) <= longer * (1 + 2 * MARGIN) + 3
        region = Region(round(float(shift[0])), round(float(shift[1])), width, height)
        there = read_rgb(read_frame(analysis.media, int(frame)).picture, region, analysis.media.rotation)
        assert np.abs(there - reference.rgb).max() <= 1


def test_pictures_are_read_when_they_are_asked_for(
    model: FaceModel, analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = Bank(model, analysis.tracks[0], analysis.media, 3)
    pictures = bank.references
    monkeypatch.setattr("dfm.core.render.bank.PictureSource", None)
    assert bank.references is pictures


def test_a_large_face_is_made_smaller(
    model: FaceModel, analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dfm.core.render.bank.LARGEST_SIDE", 64)
    (reference,) = Bank(model, analysis.tracks[0], analysis.media, 1).references
    assert max(reference.rgb.shape[:2]) == 64
    assert reference.points[:, :2].max() <= 65
