"""The decoder for anybody: a small net that learned from many people's footage, run without PyTorch.

It gives a mean expression for a place in the plane and an emotion, and how much people differ in it. A take
is drawn from that: a seeded deviation of its own, and around it a slow life, so that a held expression is no
mask. Deviations are drawn along a few modes in which faces really differ, never each number by itself.
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
from dfm.core.affect.blendshape import Layers, run_layers
from dfm.core.affect.estimator import NAMES
from dfm.core.document.emotions import INTENSITIES, emotion
from dfm.core.errors import MissingWeights
from dfm.core.motion.decoder import Seconds
from dfm.core.motion.life import life

WEIGHTS = "decoder"
COEFFICIENTS = 30
LOG_SPREAD = (-4.0, 1.0)
_LAYERS = ("enter", "middle", "leave")


@dataclass(frozen=True, eq=False)
class DecoderWeights:
    """The net's layers, and the modes (K, 30) in which faces differ, each a share of the spread; the squares
    of each coefficient's shares sum to 1 at most."""

    layers: Layers
    modes: NDArray[np.float32]

    def save(self, path: Path) -> None:
        """Write them as half floats."""
        tensors = {"modes": self.modes.astype(np.float16)}
        for name, (weight, bias) in zip(_LAYERS, self.layers, strict=True):
            tensors[f"{name}.weight"] = weight.astype(np.float16)
            tensors[f"{name}.bias"] = bias.astype(np.float16)
        facts = {"version": 1, "emotions": NAMES}
        save_file({name: np.ascontiguousarray(each) for name, each in tensors.items()}, path,
                  {"decoder": json.dumps(facts)})  # fmt: skip


class UniversalDecoder:
    """Expressions for anybody; emotions are rows (n, 8) of weights in the order of `estimator.NAMES`."""

    def __init__(self, learned: DecoderWeights) -> None:
        self._learned = learned
        self._rest = self._run(np.zeros((1, 2)), np.eye(len(NAMES))[:1])[:, :COEFFICIENTS]

    def decode(
        self, label: str, curve: NDArray[np.float64], seconds: Seconds | None = None, seed: int = 0
    ) -> NDArray[np.float32]:
        """Coefficients (n, 30) of a label along a curve (n, 2); see `Decoder.decode`."""
        emotions = np.tile(np.eye(len(NAMES))[NAMES.index(emotion(label).name)], (len(curve), 1))
        mean = self.mean(curve, emotions)
        if seconds is None or not len(curve):
            return mean
        return mean + self.deviation(curve, emotions, seconds, seed)

    def mean(self, places: NDArray[np.floating], emotions: NDArray[np.floating]) -> NDArray[np.float32]:
        """The mean coefficients (n, 30) at places (n, 2)."""
        return np.asarray(self._run(places, emotions)[:, :COEFFICIENTS] - self._rest, np.float32)

    def spread(self, places: NDArray[np.floating], emotions: NDArray[np.floating]) -> NDArray[np.float32]:
        """The standard deviations (n, 30) there."""
        return np.asarray(np.exp(self._run(places, emotions)[:, COEFFICIENTS:].clip(*LOG_SPREAD)), np.float32)

    def deviation(
        self, places: NDArray[np.floating], emotions: NDArray[np.floating], seconds: Seconds, seed: int
    ) -> NDArray[np.float32]:
        """What a take adds to the mean (n, 30): the less, the nearer a place is to the neutral one."""
        felt = np.clip(np.linalg.norm(places, axis=1, keepdims=True) / INTENSITIES["low"], 0, 1)
        drawn = life(seconds, seed, len(self._learned.modes)) @ self._learned.modes
        return np.asarray(felt * self.spread(places, emotions) * drawn, np.float32)

    def _run(self, places: NDArray[np.floating], emotions: NDArray[np.floating]) -> NDArray[np.float32]:
        return run_layers(self._learned.layers, np.concatenate([places, emotions], axis=1).astype(np.float32))


def load_universal() -> UniversalDecoder:
    """The decoder with the shipped weights."""
    return _load(weights.find(WEIGHTS))


@lru_cache(maxsize=2)
def _load(path: Path) -> UniversalDecoder:
    return UniversalDecoder(load_decoder(path))


def load_decoder(path: Path) -> DecoderWeights:
    """Read what `DecoderWeights.save` wrote; MissingWeights where it is another thing."""
    try:
        with safe_open(path, framework="numpy") as stored:
            facts = json.loads((stored.metadata() or {})["decoder"])
            tensors = {name: stored.get_tensor(name).astype(np.float32) for name in stored.keys()}  # noqa: SIM118
        layers = tuple((tensors[f"{name}.weight"], tensors[f"{name}.bias"]) for name in _LAYERS)
        learned, emotions = DecoderWeights(layers, tensors["modes"]), tuple(facts["emotions"])
    except (OSError, KeyError, TypeError, ValueError, SafetensorError) as error:
        raise MissingWeights(f"{path} holds no decoder ({error}): install the program again.") from error
    fits = layers[0][0].shape[1] == 2 + len(NAMES) and len(layers[-1][1]) == 2 * COEFFICIENTS
    if not fits or emotions != NAMES or learned.modes.shape[1:] != (COEFFICIENTS,):
        raise MissingWeights(f"{path} holds a decoder of another version: install the program again.")
    return learned
