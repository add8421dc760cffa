"""A small trained renderer's file for tests: a net that learned nothing yet."""

from pathlib import Path

import torch

from dfm.core.render.trained_file import Facts, save_renderer
from dfm.models.head2head import Head2Head, Head2HeadConfig


def renderer_at(path: Path, video: str = "", name: str = "", face: int = 1, seed: int = 0) -> Path:
    """The file, written to a path; it says that it learned this face of a video, told by its content id."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        net = Head2Head(Head2HeadConfig(64, (8, 16), 1))
    save_renderer(net, Facts(video, name, face), path)
    return path
