"""Runs the net of the `reference` renderer: from what the layers show to weights for each pixel."""

import os
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file

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

    @torch.inference_mode()
    def blend(self, inputs: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Weights (L, S, S) that sum to 1, and the residual (S, S, 3) over 255, for inputs (C, S, S)."""
        weights, residual = self._net(torch.from_numpy(inputs)[None].to(self._device))
        return (
            np.ascontiguousarray(weights[0].float().cpu().numpy()),
            np.ascontiguousarray(residual[0].float().cpu().numpy().transpose(1, 2, 0)),
        )


@lru_cache(maxsize=2)
def load_blender(path: Path, device: str = "cpu") -> NetBlender:
    """The net of a weights file. Half of the processor's cores are left to those who decode and encode."""
    torch.set_num_threads(max(1, (os.cpu_count() or 2) // 2))
    tensors = {name: value.float() for name, value in load_file(path).items()}
    net = ReferenceNet()
    net.load_state_dict(tensors)
    return NetBlender(net, device)
