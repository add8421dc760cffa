"""What draws: chosen by itself, or as it was asked for, or refused with a remedy."""

import pytest
import torch

from dfm.core.devices import DEVICES, check_device, chosen_device
from dfm.core.errors import UsageError


@pytest.fixture(params=[True, False])
def has_card(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether PyTorch says that it sees a graphics card."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: request.param)
    return bool(request.param)


def test_the_graphics_card_is_taken_where_there_is_one(has_card: bool) -> None:
    assert chosen_device("auto") == ("cuda" if has_card else "cpu")
    assert chosen_device("cpu") == "cpu"


def test_a_card_that_is_not_there_is_refused(has_card: bool) -> None:
    if has_card:
        assert chosen_device("cuda") == "cuda"
    else:
        with pytest.raises(UsageError, match="choose 'auto'"):
            chosen_device("cuda")


def test_other_devices_are_refused_without_asking_the_machine() -> None:
    for name in DEVICES:
        check_device(name)
    for refuse in (check_device, chosen_device):
        with pytest.raises(UsageError, match="auto, cpu, cuda"):
            refuse("tpu")
