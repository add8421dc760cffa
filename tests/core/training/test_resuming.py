"""Where a checkpoint lies, and how long was learned up to it."""

from pathlib import Path

import pytest
import torch

from dfm.core import places
from dfm.core.training.resuming import checkpoint_of, key_of, seconds_learned


def test_every_training_has_a_checkpoint_of_its_own() -> None:
    key = key_of("c0ffee" * 10, 2)
    assert len(key) == 34
    one = checkpoint_of(key, 128, 0)
    assert one.parent == places.cache_folder() / "training"
    others = [checkpoint_of(key, 256, 0), checkpoint_of(key, 128, 1), checkpoint_of(key, 128, 0, ["mouth"])]
    assert len({one, *others}) == 4


@pytest.mark.parametrize("content", [{}, [1], {"seconds": None}])
def test_seconds_are_read_where_there_are_any(tmp_path: Path, content: object) -> None:
    path = tmp_path / "one.checkpoint"
    assert seconds_learned(path) is None
    torch.save({"seconds": 12.5, "net": torch.zeros(3)}, path)
    assert seconds_learned(path) == 12.5
    torch.save(content, path)
    assert seconds_learned(path) is None
    path.write_bytes(b"half a file")
    assert seconds_learned(path) is None
