"""Several processes that learn together, and one that learns alone."""

import os
import socket
import subprocess
import sys

import torch

from dfm.core.training.ranks import ranks_of

_TWO = """
import torch
from dfm.core.training.ranks import ranks_of

with ranks_of("cpu") as (ranks, device):
    net = torch.nn.Linear(2, 1, bias=False)
    net(torch.full((1, 2), float(ranks.rank + 1))).sum().backward()
    ranks.average(net.parameters())
    agreed = ranks.agreed(ranks.first, device)
    ranks.wait()
    print(ranks.first, agreed, net.weight.grad.tolist())
"""


def test_alone_nothing_is_shared() -> None:
    with ranks_of("cpu") as (ranks, device):
        assert ranks.first
        assert device == torch.device("cpu")
        assert ranks.agreed(False, device) is False
        ranks.average([])
        ranks.wait()


def test_two_processes_share_gradients_and_decisions() -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = str(found.getsockname()[1])
    known = {**os.environ, "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _TWO],
            env={**known, "RANK": str(rank), "LOCAL_RANK": str(rank)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for rank in range(2)
    ]
    told = [each.communicate(timeout=120)[0].split("\n")[0] for each in running]
    assert sorted(told) == ["False True [[1.5, 1.5]]", "True True [[1.5, 1.5]]"]
