"""Several graphics cards at once, as `torchrun` starts them: one process each, which share their gradients.

Every process draws batches of its own and takes the same step; the first one alone writes files. Started in
any other way, there is one process and nothing here does anything.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import torch
from torch import Tensor, distributed

PATIENCE = timedelta(hours=2)
"""How long the others wait while the first process prepares what all learn from."""


@dataclass(frozen=True, slots=True)
class Ranks:
    """Which of how many processes this is."""

    rank: int = 0
    count: int = 1

    @property
    def first(self) -> bool:
        """Whether this process writes files."""
        return self.rank == 0

    def average(self, parameters: Iterable[Tensor]) -> None:
        """Make every gradient the mean over all processes."""
        if self.count == 1:
            return
        for parameter in parameters:
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
            distributed.all_reduce(parameter.grad)
            parameter.grad /= self.count

    def agreed(self, value: bool, device: torch.device) -> bool:
        """What the first process says."""
        if self.count == 1:
            return value
        told = torch.tensor([int(value)], device=device)
        distributed.broadcast(told, 0)
        return bool(told.item())

    def wait(self) -> None:
        """Until all processes are here."""
        if self.count > 1:
            distributed.barrier()


def is_first() -> bool:
    """Whether this is the only process of a training, or the first of several."""
    return int(os.environ.get("RANK", "0")) == 0


@contextmanager
def ranks_of(device: str) -> Iterator[tuple[Ranks, torch.device]]:
    """The processes that learn together, and this one's device, for a while."""
    count = int(os.environ.get("WORLD_SIZE", "1"))
    if count == 1:
        yield Ranks(), torch.device(device)
        return
    local = int(os.environ.get("LOCAL_RANK", "0"))
    own = torch.device(device, local) if device == "cuda" else torch.device(device)
    if own.type == "cuda":
        torch.cuda.set_device(own)
    distributed.init_process_group("nccl" if own.type == "cuda" else "gloo", timeout=PATIENCE)
    try:
        yield Ranks(distributed.get_rank(), distributed.get_world_size()), own
    finally:
        distributed.destroy_process_group()
