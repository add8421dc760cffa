"""Expression-dependent shading: maps of log gain a unit of each coefficient, in texture space.

A smile folds the cheek, anger furrows the brow: the ratio image (Liu, Shan and Zhang 2001) of an
expression change is exp(sum of change x map). Learned by `dfm train shading`.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from dfm.core.errors import MissingWeights


@dataclass(frozen=True)
class ShadingMaps:
    """Maps (30, S, S)."""

    maps: NDArray[np.float32]

    def of(self, change: NDArray[np.float32]) -> NDArray[np.float32]:
        """Log gain (S, S) of a change of coefficients (30,)."""
        # no product by BLAS, whose threads would spin on
        return np.asarray(np.einsum("c,cij->ij", change, self.maps), np.float32)

    def save(self, path: Path) -> None:
        """Write the maps as half floats."""
        save_file({"maps": self.maps.astype(np.float16)}, path)


@lru_cache(maxsize=2)
def load_shading(path: Path) -> ShadingMaps:
    """Read a file of maps; MissingWeights if it is not one."""
    try:
        return ShadingMaps(load_file(path)["maps"].astype(np.float32))
    except (OSError, KeyError, SafetensorError) as error:
        raise MissingWeights(
            f"{path} holds no shading maps; reinstall dfm or run `dfm train shading`."
        ) from error
