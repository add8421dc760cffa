"""Compiled nets: on a graphics card many small operations become few, which is most of what a step waits for.

Compiling takes about a minute and needs a compiler that not every machine has, so it is left alone on the
processor, in short trainings, and wherever it fails.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

LEAST_MINUTES = 5.0
"""A training that takes less time would not win back what compiling takes."""


def quickest(net: nn.Module, device: torch.device, minutes: float) -> Callable[..., Any]:
    """The net, or a compiled one with the same weights where that is worth it."""
    if device.type != "cuda" or minutes < LEAST_MINUTES:
        return net
    return Compiled(net)


class Compiled:
    """Calls a compiled net, and from the first failure of it on the net itself."""

    def __init__(self, net: nn.Module) -> None:
        self._net = net
        self._call: Callable[..., Any] = torch.compile(net)

    def __call__(self, *given: Any) -> Any:
        """What the net makes of it."""
        if self._call is self._net:
            return self._net(*given)
        try:
            return self._call(*given)
        except torch.OutOfMemoryError:
            raise
        except Exception:  # whatever the compiler, its cache or its drivers trip over
            self._call = self._net
            return self._net(*given)
