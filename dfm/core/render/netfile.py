"""The file of the reference net: its weights as half floats, and how large it is."""

import json
from dataclasses import asdict
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from dfm.core.errors import MissingWeights
from dfm.models.reference_net import ReferenceConfig, ReferenceNet


def save_net(net: ReferenceNet, path: Path) -> None:
    """Write the weights as half floats, and how large the net is."""
    tensors = {name: value.half().contiguous() for name, value in net.state_dict().items()}
    save_file(tensors, path, {"config": json.dumps(asdict(net.config))})


def load_net(path: Path) -> ReferenceNet:
    """The net of a file that `save_net` wrote, on the CPU; MissingWeights where it is none."""
    try:
        with safe_open(path, framework="pt") as stored:
            config = json.loads((stored.metadata() or {})["config"])
            tensors = {name: stored.get_tensor(name).float() for name in stored.keys()}  # noqa: SIM118
        net = ReferenceNet(ReferenceConfig(**config | {"widths": tuple(config["widths"])}))
        net.load_state_dict(tensors)
    except (KeyError, TypeError, ValueError, RuntimeError, SafetensorError) as error:
        raise MissingWeights(
            f"{path} holds no reference net ({error}): install the program again."
        ) from error
    return net.eval()
