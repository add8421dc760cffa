"""Runs the net of the `reference` renderer: from what the layers show to how they are put together."""

import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from dfm.core.render.netfile import load_net
from dfm.core.render.reference import SIDE_BY_SIDE, Blend
from dfm.models.reference_net import Choice, ReferenceNet

COARSER = 2
"""How many pixels of a square make one of those that the net sees."""
HIDDEN = (0.5, 0.9)
"""Probabilities of something in front of the face: below the first nothing is left alone, above the second
all."""
GPU_BATCH = 8


class NetBlender:
    """The net with its weights, on a device; results come back as numpy arrays.

    It convolves in `numbers`, `quick_numbers` unless given.
    """

    def __init__(self, net: ReferenceNet, device: str = "cpu", numbers: torch.dtype | None = None) -> None:
        self._net = net.to(device).eval()
        self._device = device
        self._numbers = quick_numbers(device) if numbers is None else numbers

    @property
    def references(self) -> int:
        """How many references the net takes beside the frame itself."""
        return self._net.layers - 1

    @property
    def batch(self) -> int:
        """How many squares it likes to be given at a time."""
        return 1 if self._device == "cpu" else GPU_BATCH

    @torch.inference_mode()
    def blend(self, inputs: Sequence[NDArray[np.float32]]) -> list[Blend]:
        """A blend for each of the inputs (6 L + 4, 256, 256)."""
        squares = torch.from_numpy(np.stack([_halved(each) for each in inputs])).to(self._device)
        short = self._numbers is not torch.float32
        with torch.autocast(squares.device.type, self._numbers if short else None, enabled=short):
            choice: Choice = self._net(squares)
        low, high = HIDDEN
        hidden = ((torch.sigmoid(choice.hidden.float()) - low) / (high - low)).clamp(0, 1)[:, 0]
        planes = (choice.weights.float(), choice.residual.float().movedim(1, 3), hidden)
        return [Blend(*each) for each in zip(*(_numbers(plane) for plane in planes), strict=True)]


def quick_numbers(device: str) -> torch.dtype:
    """The numbers in which a device convolves quickest and the picture stays the same: half floats on a
    graphics card, bfloat16 on a processor that multiplies them."""
    if device == "cuda":
        return torch.float16
    known: Mapping[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()
    return torch.bfloat16 if known.get("avx512_bf16") or known.get("amx_bf16") else torch.float32


@lru_cache(maxsize=2)
def load_blender(path: Path, device: str = "cpu") -> NetBlender:
    """The net of a weights file. Half of the processor's cores are left to those who decode and encode, the
    others shared by the faces that are drawn side by side."""
    torch.set_num_threads(max(1, (os.cpu_count() or 2) // 2 // SIDE_BY_SIDE))
    return NetBlender(load_net(path), device)


def _halved(planes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Planes (C, S, S) at half the size."""
    count, height, width = planes.shape
    size = (width // COARSER, count * height // COARSER)
    one_below_another = planes.reshape(count * height, width)
    small = cv2.resize(one_below_another, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32).reshape(count, height // COARSER, width // COARSER)


def _numbers(planes: Tensor) -> NDArray[np.float32]:
    return np.ascontiguousarray(planes.cpu().numpy(), np.float32)
