"""The reference net's file says how large the net is."""

from pathlib import Path

import pytest
import torch

from dfm.core.errors import MissingWeights
from dfm.core.render.netfile import load_net, save_net
from dfm.models.reference_net import ReferenceConfig, ReferenceNet


def test_a_net_of_any_size_comes_back(tmp_path: Path) -> None:
    torch.manual_seed(0)
    net = ReferenceNet(ReferenceConfig(layers=3, widths=(8, 16, 16)))
    save_net(net, tmp_path / "net.safetensors")
    again = load_net(tmp_path / "net.safetensors")
    assert again.config == net.config
    assert not again.training
    for name, value in net.state_dict().items():
        assert torch.allclose(again.state_dict()[name], value, atol=1e-3)


def test_other_files_are_told(tmp_path: Path) -> None:
    (tmp_path / "words").write_text("no net", "utf-8")
    with pytest.raises(MissingWeights, match="words holds no reference net"):
        load_net(tmp_path / "words")
