"""The net that says what a picture looks like, with the weights that the weights table knows."""

from collections.abc import Mapping
from pathlib import Path

import torch

from dfm.core import weights
from dfm.core.errors import MissingWeights
from dfm.models.image_features import ImageFeatures

WEIGHTS = "image_features"
"""The row of the weights table; the file holds the whole of MobileNetV2 but its last layer."""


def load_image_features() -> ImageFeatures:
    """The trained net on the CPU; MissingWeights names the remedy where its file is not installed."""
    return read_image_features(weights.find(WEIGHTS))


def read_image_features(path: Path) -> ImageFeatures:
    """The net with the numbers of a file; what lies deeper in it than the net goes is left out."""
    net = ImageFeatures()
    wanted = net.state_dict()
    try:
        found: object = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # whatever torch trips over in a file that is not its own
        raise _not_it(path, f"it cannot be read: {error}") from error
    if not isinstance(found, Mapping):
        raise _not_it(path, "it holds no table of numbers")
    lacking = [
        name
        for name, numbers in wanted.items()
        if not isinstance(found.get(name), torch.Tensor) or found[name].shape != numbers.shape
    ]
    if lacking:
        raise _not_it(path, f"{lacking[0]} is missing or has another shape")
    net.load_state_dict({name: found[name] for name in wanted})
    return net


def _not_it(path: Path, why: str) -> MissingWeights:
    return MissingWeights(
        f"{path} is not the file of MobileNetV2 ({why}): remove it and {weights.row(WEIGHTS).remedy}."
    )
