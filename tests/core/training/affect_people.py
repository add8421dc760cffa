"""Made-up people to learn affect from."""

import numpy as np

from dfm.core.affect.observed import Observed, resting_face
from dfm.core.training.affect_faces import ClipFace, PhotoFace

FRAMES = 60


def clip_face(person: str, seed: int, answers: int = 0) -> ClipFace:
    """Somebody whose face hardly moves, calm on every frame; a classifier called the first ones happy."""
    chance = np.random.default_rng(seed)
    shapes = np.clip(0.05 + 0.03 * chance.normal(size=(FRAMES, 52)), 0, 1).astype(np.float32)
    mesh = chance.normal(0, 0.3, (FRAMES, 30)).astype(np.float32)
    said = np.zeros((answers, 8), np.float32)
    said[:, 1], said[:, 0] = 0.75, 0.25
    resting = resting_face(shapes)
    return ClipFace(
        f"{person}.mp4", person, Observed(shapes, mesh, resting), resting, np.arange(FRAMES),
        np.arange(answers), said,
    )  # fmt: skip


def photo_face(person: str, label: int, seed: int) -> PhotoFace:
    """Somebody who shows the emotion of this number in a way of their own."""
    chance = np.random.default_rng(100 + seed)
    shapes = np.clip(0.05 + 0.02 * chance.normal(size=52), 0, 1).astype(np.float32)
    shapes[5 * label : 5 * label + 5] += 0.5 * (label > 0)
    return PhotoFace(person, label, Observed(shapes[None], chance.normal(0, 0.3, (1, 30)).astype(np.float32)))
