"""Nets are compiled where it is worth it, and where it fails they draw all the same."""

from typing import Any

import pytest
import torch
from torch import nn

from dfm.core.training.compiling import LEAST_MINUTES, Compiled, quickest


def test_nothing_is_compiled_on_the_processor_or_for_a_short_training(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(torch, "compile", lambda net: net)
    net = nn.Linear(2, 2)
    assert quickest(net, torch.device("cpu"), 60) is net
    assert quickest(net, torch.device("cuda"), LEAST_MINUTES / 2) is net
    assert isinstance(quickest(net, torch.device("cuda"), LEAST_MINUTES), Compiled)


def test_a_compiled_net_is_called_until_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def compiled(net: nn.Module) -> Any:
        def call(planes: torch.Tensor) -> torch.Tensor:
            calls.append(1)
            if len(calls) == 2:
                raise RuntimeError("no compiler")
            found: torch.Tensor = net(planes)
            return found

        return call

    monkeypatch.setattr(torch, "compile", compiled)
    net = nn.Linear(2, 2)
    quick, planes = Compiled(net), torch.ones(1, 2)
    for _ in range(4):
        assert torch.equal(quick(planes), net(planes))
    assert len(calls) == 2


def test_running_out_of_memory_is_no_fault_of_the_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    def compiled(net: nn.Module) -> Any:
        def call(planes: torch.Tensor) -> torch.Tensor:
            raise torch.OutOfMemoryError("full")

        return call

    monkeypatch.setattr(torch, "compile", compiled)
    with pytest.raises(torch.OutOfMemoryError):
        Compiled(nn.Linear(2, 2))(torch.ones(1, 2))
