"""Where the checkpoint of a renderer's training lies, and how long was learned up to it."""

import pickle
from collections.abc import Iterable
from pathlib import Path

from dfm.core import places

VERSION = 2
"""Counts up when a checkpoint comes to hold something else; older ones are not found, so one begins anew."""


def key_of(video: str, face: int) -> str:
    """The name of the training of one face of a video, which is told by its content id."""
    return f"{video[:32]}-{face}"


def checkpoint_of(key: str, size: int, seed: int, without: Iterable[str] = ()) -> Path:
    """Where the training of a net of so many pixels a side is kept."""
    name = "-".join([str(size), str(seed), *sorted(without)])
    return places.cache_folder() / "training" / f"renderer-{key}-{name}-v{VERSION}.checkpoint"


def seconds_learned(checkpoint: Path) -> float | None:
    """How long was learned up to a checkpoint; None where there is none that can be read."""
    import torch  # it takes a second to load

    if not checkpoint.is_file():
        return None
    try:
        state = torch.load(checkpoint, map_location="cpu", weights_only=True, mmap=True)
        return float(state["seconds"])
    except (OSError, KeyError, TypeError, ValueError, RuntimeError, pickle.UnpicklingError):
        return None
