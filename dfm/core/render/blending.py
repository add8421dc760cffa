"""Runs the net of the `reference` renderer: from what the layers show to weights for each pixel."""

import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch.nn import functional

from dfm.core.render.reference import Blend
from dfm.models.reference_net import ReferenceNet


class NetBlender:
    """The net with its weights, on a device; results come back as numpy arrays."""

    def __init__(self, net: ReferenceNet, device: str = "cpu") -> None:
        self._net = net.to(device).eval()
        self._device = device

    @property
    def references(self) -> int:
        """How many references the net takes beside the frame itself."""
        return self._net.layers - 1

    @property
    def batch(self) -> int:
        """How many squares it likes to be given at a time."""
        return 1 if self._device == "cpu" else 8

    @torch.inference_mode()
    def blend(self, inputs: Sequence[NDArray[np.float32]]) -> list[Blend]:
        """A blend for each of the inputs (6 L + 4, 256, 256)."""
        squares = torch.from_numpy(np.stack(inputs)).to(self._device)
        weights, residual = (
            functional.avg_pool2d(each.float(), 2).cpu().numpy() for each in self._net(squares)
        )
        still = np.zeros((*weights.shape[1:], 2), np.float32)
        clear = np.zeros(weights.shape[2:], np.float32)
        return [
            Blend(share, np.ascontiguousarray(colour.transpose(1, 2, 0)), still, clear)
            for share, colour in zip(weights, residual, strict=True)
        ]


@lru_cache(maxsize=2)
def load_blender(path: Path, device: str = "cpu") -> NetBlender:
    """The net of a weights file. Half of the processor's cores are left to those who decode and encode."""
    torch.set_num_threads(max(1, (os.cpu_count() or 2) // 2))
    tensors = {name: value.float() for name, value in load_file(path).items()}
    net = ReferenceNet()
    net.load_state_dict(tensors)
    return NetBlender(net, device)
