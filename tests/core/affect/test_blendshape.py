"""The embedded estimator: its file, its arithmetic, and what the shipped nets make of plain expressions."""

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.affect.blendshape import (
    AffectWeights,
    BlendshapeEstimator,
    calmed,
    embedded_estimator,
    load_affect,
    run_layers,
)
from dfm.core.affect.estimator import NAMES
from dfm.core.affect.features import FEATURES, Average
from dfm.core.affect.observed import Observed
from dfm.core.document.emotions import emotion
from dfm.core.errors import MissingWeights
from dfm.core.faces.model import load_face_model
from dfm.core.motion.action_units import coefficients_of
from dfm.core.motion.prototypes import prototype
from dfm.core.training.affect import layers_of
from dfm.models.affect_net import AffectConfig, AffectNet


def _net(seed: int) -> AffectNet:
    torch.manual_seed(seed)
    return AffectNet(AffectConfig(FEATURES)).eval()


def _learned(count: int = 2) -> AffectWeights:
    average = Average(np.full(52, 0.1, np.float32), np.zeros(30, np.float32))
    return AffectWeights(
        tuple(layers_of(_net(seed)) for seed in range(count)), average, np.ones(30, np.float32), 0.25
    )


def _faces(count: int) -> Observed:
    chance = np.random.default_rng(2)
    return Observed(
        chance.random((count, 52)).astype(np.float32), chance.normal(size=(count, 30)).astype(np.float32)
    )


def test_the_layers_say_what_the_net_says() -> None:
    net, features = _net(3), np.random.default_rng(0).normal(size=(6, FEATURES)).astype(np.float32)
    with torch.no_grad():
        reading = net(torch.from_numpy(features))
    out = run_layers(layers_of(net), features)
    assert np.allclose(out[:, 2:], reading.logits.numpy(), atol=1e-5)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    learned = _learned()
    learned.save(tmp_path / "affect.safetensors")
    loaded = load_affect(tmp_path / "affect.safetensors")
    assert loaded.knee == 0.25
    mine, theirs = (BlendshapeEstimator(each).estimate(_faces(9)) for each in (learned, loaded))
    assert np.allclose(mine.places, theirs.places, atol=5e-3)
    assert np.allclose(mine.probabilities, theirs.probabilities, atol=5e-3)


def test_another_file_is_refused_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "other.safetensors").write_bytes(b"nothing of the kind")
    with pytest.raises(MissingWeights, match="install the program again"):
        load_affect(tmp_path / "other.safetensors")


def test_no_frames_are_no_answers() -> None:
    found = BlendshapeEstimator(_learned(1)).estimate(_faces(0))
    assert found.places.shape == (0, 2)
    assert found.probabilities.shape == (0, 8)


def test_the_knee_keeps_directions_and_the_edge() -> None:
    places = np.array([[0.0, 0.2], [0.6, 0.8], [0.0, 0.0]])
    found = calmed(places, 0.2)
    assert np.allclose(found, [[0.0, 0.12], [0.6, 0.8], [0.0, 0.0]], atol=1e-6)
    assert np.allclose(calmed(places, 0.0), places)


def test_the_shipped_nets_are_small() -> None:
    assert weights.find("affect").stat().st_size < 300_000


def _played(name: str, strength: float) -> Observed:
    """An average person at rest who plays a prototype."""
    learned = load_affect(weights.find("affect"))
    model = load_face_model(weights.find("face_model"))
    change: NDArray[np.float64] = strength * prototype(name) * model.blendshape_scale
    resting = learned.average.blendshapes
    units = {unit: 0.6 * strength * weight for unit, weight in emotion(name).action_units.items()}
    mesh = learned.average.mesh + (coefficients_of(model, units) if units else 0)
    shapes = np.clip(resting + change * (1 - resting), 0, 1).astype(np.float32)
    return Observed(shapes[None], np.asarray(mesh, np.float32)[None], resting)


@pytest.mark.parametrize("name", NAMES)
def test_a_prototype_is_recognised(name: str) -> None:
    found = embedded_estimator().estimate(_played(name, 0.85))
    assert NAMES[int(found.probabilities[0].argmax())] == name


@pytest.mark.parametrize("name", NAMES[1:])
def test_more_of_it_reads_as_further_out_in_its_direction(name: str) -> None:
    row, reader = emotion(name), embedded_estimator()
    place = np.array([row.valence, row.arousal])
    ways = [float(reader.estimate(_played(name, each)).places[0] @ place) for each in (0.35, 0.6, 0.85)]
    assert 0 < ways[0] < ways[1] < ways[2]


def test_an_average_face_at_rest_is_near_the_origin() -> None:
    found = embedded_estimator().estimate(_played("neutral", 0))
    assert np.linalg.norm(found.places[0]) < 0.1
