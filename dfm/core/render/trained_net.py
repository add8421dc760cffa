"""Runs the net of the `trained` renderer: from conditions and other renderers' pictures to pictures."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from dfm.core.render.blending import quick_numbers
from dfm.core.render.trained_file import load_renderer
from dfm.models.head2head import Drawn, Head2Head

GPU_BATCH = 16


class NetArtist:
    """The net with its weights, on a device; pictures come and go as numpy arrays."""

    def __init__(self, net: Head2Head, device: str = "cpu", numbers: torch.dtype | None = None) -> None:
        self._net = net.to(device).eval()
        self._device = torch.device(device)
        self._numbers = quick_numbers(device) if numbers is None else numbers

    @property
    def size(self) -> int:
        """Pixels a side."""
        return self._net.config.size

    @property
    def batch(self) -> int:
        """How many frames it likes to draw at a time."""
        return 1 if self._device.type == "cpu" else GPU_BATCH

    def draw(
        self, told: Sequence[NDArray[np.uint8]], others: Sequence[NDArray[np.uint8]]
    ) -> list[NDArray[np.float32]]:
        """Pictures (S, S, 3), 0..255, of frames told by the conditions (3, 6, S, S) of each and of the two
        before it, and by another renderer's picture (S, S, 3) of it."""
        return [picture for picture, _ in self.draw_both(told, others)]

    @torch.inference_mode()
    def draw_both(
        self, told: Sequence[NDArray[np.uint8]], others: Sequence[NDArray[np.uint8]]
    ) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """Beside each picture that of what was generated from the mesh alone, before the other renderer's
        came in."""
        found: list[tuple[NDArray[np.float32], NDArray[np.float32]]] = []
        for start in range(0, len(told), self.batch):
            part = slice(start, start + self.batch)
            seen = self._planes(np.stack(told[part]))
            other = self._planes(np.stack(others[part]).transpose(0, 3, 1, 2))
            short = self._numbers is not torch.float32
            with torch.autocast(self._device.type, self._numbers if short else None, enabled=short):
                drawn: Drawn = self._net(seen, other)
            pairs = zip(_pictures(drawn.picture), _pictures(drawn.generated[:, -1]), strict=True)
            found.extend(pairs)
        return found

    def _planes(self, values: NDArray[np.uint8]) -> torch.Tensor:
        """Bytes as numbers in 0..1 on the device."""
        return torch.from_numpy(np.ascontiguousarray(values)).to(self._device).float() / 255


def _pictures(planes: torch.Tensor) -> list[NDArray[np.float32]]:
    """Planes (B, 3, S, S) in 0..1 as pictures (S, S, 3), 0..255."""
    made = (255 * planes.float()).movedim(1, 3).cpu().numpy()
    return [np.ascontiguousarray(each, np.float32) for each in made]


@lru_cache(maxsize=2)
def artist_of(path: Path, digest: str, device: str = "cpu") -> NetArtist:
    """The net of a file, known by the digest of its bytes."""
    return NetArtist(load_renderer(path)[0], device)
