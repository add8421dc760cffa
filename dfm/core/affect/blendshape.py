"""The embedded estimator `blendshape`: small nets over a face's measurements, run without PyTorch.

What the nets say is the mean over them and over the mirrored face. Their places are then drawn towards the
origin, near ones more than far ones, as far as calm footage of people not learned from asks for.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from dfm.core import weights
from dfm.core.affect.estimator import Affect, softmax
from dfm.core.affect.features import COEFFICIENTS, FEATURES, Average, features_of, mirrored
from dfm.core.affect.observed import Observed
from dfm.core.errors import MissingWeights
from dfm.core.faces.topology import BLENDSHAPES

WEIGHTS = "affect"
CHUNK = 4096
_LAYERS = ("enter", "middle", "leave")
_GELU = float(np.sqrt(2 / np.pi))

Layers = tuple[tuple[NDArray[np.float32], NDArray[np.float32]], ...]
"""Weight and bias of each layer, first to last."""


@dataclass(frozen=True, eq=False)
class AffectWeights:
    """The nets, the average face at rest, the parity (30,) of coefficients under mirroring, and the knee:
    places that near to the origin are drawn to about half their distance."""

    nets: tuple[Layers, ...]
    average: Average
    parity: NDArray[np.float32]
    knee: float

    def save(self, path: Path) -> None:
        """Write the nets as half floats and the rest as it is."""
        tensors: dict[str, NDArray[np.generic]] = {
            "average.blendshapes": self.average.blendshapes,
            "average.mesh": self.average.mesh,
            "parity": self.parity,
        }
        for number, layers in enumerate(self.nets):
            for name, (weight, bias) in zip(_LAYERS, layers, strict=True):
                tensors[f"{number}.{name}.weight"] = weight.astype(np.float16)
                tensors[f"{number}.{name}.bias"] = bias.astype(np.float16)
        facts = {"nets": len(self.nets), "knee": self.knee}
        save_file({name: np.ascontiguousarray(each) for name, each in tensors.items()}, path,
                  {"affect": json.dumps(facts)})  # fmt: skip


class BlendshapeEstimator:
    """Valence, arousal and emotions of measured faces; it needs no pictures."""

    name = "blendshape"
    looks = False

    def __init__(self, learned: AffectWeights) -> None:
        self._learned = learned

    def estimate(self, observed: Observed) -> Affect:
        """The affect of every frame."""
        features = features_of(observed, self._learned.average)
        parts = [self._read(features[start : start + CHUNK]) for start in range(0, len(features), CHUNK)]
        if not parts:
            return Affect(np.empty((0, 2), np.float32), np.empty((0, 8), np.float32))
        places, probabilities = (np.concatenate(each) for each in zip(*parts, strict=True))
        return Affect(places, probabilities)

    def _read(self, features: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        places, probabilities = [], []
        for seen in (features, mirrored(features, self._learned.parity)):
            for layers in self._learned.nets:
                out = run_layers(layers, seen)
                places.append(in_disc(out[:, :2]))
                probabilities.append(softmax(out[:, 2:]))
        place = calmed(np.mean(places, axis=0), self._learned.knee)
        return place, np.asarray(np.mean(probabilities, axis=0), np.float32)


def calmed(places: NDArray[np.floating], knee: float) -> NDArray[np.float32]:
    """Places (N, 2) drawn towards the origin: a distance r becomes r (1 + k) r / (r + k); the edge stays."""
    length = np.linalg.norm(places, axis=1, keepdims=True)
    return np.asarray(places * ((1 + knee) * length / np.maximum(length + knee, 1e-9)), np.float32)


def run_layers(layers: Layers, features: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the net's layers make of features (N, F): (N, 10)."""
    found = features
    for weight, bias in layers[:-1]:
        raised = found @ weight.T + bias
        found = 0.5 * raised * (1 + np.tanh(_GELU * (raised + 0.044715 * raised**3)))
    weight, bias = layers[-1]
    return np.asarray(found @ weight.T + bias, np.float32)


def in_disc(free: NDArray[np.float32]) -> NDArray[np.float32]:
    """Points (N, 2) of the plane drawn into the unit disc: length l becomes tanh l."""
    length = np.maximum(np.linalg.norm(free, axis=1, keepdims=True), 1e-6)
    return np.asarray(free * (np.tanh(length) / length), np.float32)


def embedded_estimator() -> BlendshapeEstimator:
    """The estimator with the shipped weights."""
    return _load(weights.find(WEIGHTS))


@lru_cache(maxsize=2)
def _load(path: Path) -> BlendshapeEstimator:
    return BlendshapeEstimator(load_affect(path))


def load_affect(path: Path) -> AffectWeights:
    """Read what `AffectWeights.save` wrote; MissingWeights where it is another thing."""
    try:
        with safe_open(path, framework="numpy") as stored:
            facts = json.loads((stored.metadata() or {})["affect"])
            tensors = {name: stored.get_tensor(name).astype(np.float32) for name in stored.keys()}  # noqa: SIM118
        nets = tuple(_layers(tensors, number) for number in range(int(facts["nets"])))
        average = Average(tensors["average.blendshapes"], tensors["average.mesh"])
        learned = AffectWeights(nets, average, tensors["parity"], float(facts["knee"]))
    except (OSError, KeyError, TypeError, ValueError, SafetensorError) as error:
        raise MissingWeights(f"{path} holds no affect net ({error}): install the program again.") from error
    fits = all(layers[0][0].shape[1] == FEATURES for layers in nets)
    if not fits or average.blendshapes.shape != (len(BLENDSHAPES),) or average.mesh.shape != (COEFFICIENTS,):
        raise MissingWeights(f"{path} holds an affect net of another version: install the program again.")
    return learned


def _layers(tensors: dict[str, NDArray[np.float32]], number: int) -> Layers:
    return tuple((tensors[f"{number}.{name}.weight"], tensors[f"{number}.{name}.bias"]) for name in _LAYERS)
