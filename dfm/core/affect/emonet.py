"""The estimators `emonet` and `emonet_5`: EmoNet on pictures, for eight emotions or five.

Their files are never needed and never shipped: `dfm models fetch emonet` brings one from its makers, whose
licence (CC BY-NC-ND 4.0) allows no commercial use. The net is this program's own.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.affect.estimator import NAMES, Affect, softmax, within_disc
from dfm.core.affect.observed import Observed, Picture
from dfm.core.errors import InputError, MissingWeights
from dfm.models.emonet import INPUT, EmoNet, EmoNetConfig

OUTPUTS = {
    8: ("neutral", "happy", "sad", "surprise", "fear", "disgust", "anger", "contempt"),
    5: ("neutral", "happy", "sad", "surprise", "anger"),
}
"""The order of the logits by their number; valence and arousal follow them."""
CHUNK = 8
_WRAPPED = "module."
"""Training on several cards puts this before the layers' names."""
_COUNTER = "num_batches_tracked"
"""What only training needs of a norm."""
_LAST = "emo_fc_2.3.bias"


class EmoNetEstimator:
    """Reads RGB squares around faces; emotions that the file does not know have probability 0."""

    looks = True

    def __init__(self, file: Path, name: str = "emonet") -> None:
        self.name = name
        self._net = read_emonet(file, name)

    def estimate(self, observed: Observed) -> Affect:
        """The affect of every picture."""
        if len(observed.pictures) != len(observed):
            raise InputError(
                f"{self.name} looks at pictures, and there are none of these frames: choose blendshape."
            )
        starts = range(0, len(observed.pictures), CHUNK)
        rows = [self._run(observed.pictures[start : start + CHUNK]) for start in starts]
        if not rows:
            return Affect(np.empty((0, 2), np.float32), np.empty((0, len(NAMES)), np.float32))
        found = np.concatenate(rows)
        known = OUTPUTS[found.shape[1] - 2]
        probabilities = np.zeros((len(found), len(NAMES)), np.float32)
        probabilities[:, [NAMES.index(each) for each in known]] = softmax(found[:, :-2])
        return Affect(within_disc(found[:, -2:]), probabilities)

    @torch.inference_mode()
    def _run(self, pictures: Sequence[Picture]) -> NDArray[np.float32]:
        """Logits, valence and arousal (N, 10 or 7) of some pictures."""
        sized = [cv2.resize(each, (INPUT, INPUT), interpolation=cv2.INTER_AREA) for each in pictures]
        scaled = np.stack(sized).astype(np.float32).transpose(0, 3, 1, 2) / 255
        return np.asarray(self._net(torch.from_numpy(scaled)).numpy(), np.float32)


def read_emonet(path: Path, name: str = "emonet") -> EmoNet:
    """The net with the numbers of a published file; MissingWeights where it holds others."""
    try:
        found: object = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # whatever torch trips over in a file that is not its own
        raise _not_it(path, name, f"it cannot be read: {error}") from error
    if not isinstance(found, Mapping):
        raise _not_it(path, name, "it holds no table of numbers")
    numbers = {str(key).removeprefix(_WRAPPED): value for key, value in found.items()}
    last = numbers.get(_LAST)
    emotions = len(last) - 2 if isinstance(last, torch.Tensor) and last.ndim == 1 else 0
    if emotions not in OUTPUTS:
        raise _not_it(path, name, f"{_LAST} is missing or is not of five or eight emotions")
    net = EmoNet(EmoNetConfig(emotions))
    wanted = {key: value for key, value in net.state_dict().items() if not key.endswith(_COUNTER)}
    for key, value in wanted.items():
        given = numbers.get(key)
        if not isinstance(given, torch.Tensor) or given.shape != value.shape:
            raise _not_it(path, name, f"{key} is missing or has another shape")
    net.load_state_dict({key: numbers[key] for key in wanted}, strict=False)
    return net


def emonet_estimator() -> EmoNetEstimator:
    """The one of eight emotions with its fetched file; MissingWeights says how to have it."""
    return EmoNetEstimator(weights.find("emonet"))


def emonet_5_estimator() -> EmoNetEstimator:
    """The one of five emotions with its fetched file; MissingWeights says how to have it."""
    return EmoNetEstimator(weights.find("emonet_5"), "emonet_5")


def _not_it(path: Path, name: str, why: str) -> MissingWeights:
    return MissingWeights(f"{path} is not EmoNet's file ({why}): remove it and {weights.row(name).remedy}.")
