"""The file of a trained renderer, NAME.dfmrenderer: the net's weights as half floats, and what it is.

It may draw any video, since another take of the same person is what it is often wanted for; whoever uses it
says so where the video is not the one that it learned from.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from dfm.core.errors import MissingWeights, WriteError
from dfm.models.head2head import Head2Head, Head2HeadConfig

SUFFIX = ".dfmrenderer"
VERSION = 1
"""Counts up when files come to be read otherwise."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says of itself: the content id of the video that it learned from and its name, both empty
    for a base of many people; the face; and whatever else was noted of the training."""

    video: str = ""
    name: str = ""
    face: int = 1
    noted: dict[str, Any] = field(default_factory=dict)


def save_renderer(net: Head2Head, facts: Facts, path: Path) -> None:
    """Write a net by rename; WriteError where that cannot be done."""
    tensors = {name: value.detach().cpu().half().contiguous() for name, value in net.state_dict().items()}
    told = {"version": VERSION, "config": asdict(net.config), **asdict(facts)}
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(save(tensors, {"dfmrenderer": json.dumps(told)}))
        part.replace(path)
    except OSError as error:
        raise WriteError(f"{path} cannot be written ({error.strerror}): choose another place.") from error
    finally:
        part.unlink(missing_ok=True)


def load_renderer(path: Path) -> tuple[Head2Head, Facts]:
    """The net of a file, on the CPU; MissingWeights where it is none."""
    try:
        with safe_open(path, framework="pt") as stored:
            told = _told(stored.metadata())
            tensors = {name: stored.get_tensor(name).float() for name in stored.keys()}  # noqa: SIM118
        config = told["config"]
        net = Head2Head(Head2HeadConfig(**config | {"widths": tuple(config["widths"])}))
        net.load_state_dict(tensors)
        return net.eval(), _facts(told)
    except (OSError, KeyError, TypeError, ValueError, RuntimeError, SafetensorError) as error:
        raise _none(path, error) from error


def facts_of(path: Path) -> Facts:
    """What a file says of itself, without its weights; MissingWeights where it is none."""
    try:
        with safe_open(path, framework="numpy") as stored:
            return _facts(_told(stored.metadata()))
    except (OSError, KeyError, TypeError, ValueError, SafetensorError) as error:
        raise _none(path, error) from error


def _told(metadata: dict[str, str] | None) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((metadata or {})["dfmrenderer"])
    if told["version"] != VERSION:
        raise ValueError(f"version {told['version']} where {VERSION} is read")
    return told


def _facts(told: dict[str, Any]) -> Facts:
    return Facts(told["video"], told["name"], told["face"], told["noted"])


def _none(path: Path, error: Exception) -> MissingWeights:
    return MissingWeights(
        f"{path} is no trained renderer ({error}): make one with `dfm train renderer VIDEO -o NAME{SUFFIX}`."
    )
