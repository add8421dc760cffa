"""A small person's file for tests: a net drawn at random over one patch of the plane."""

from pathlib import Path

import numpy as np

from dfm.core.motion.person import PersonNet, density_of, one_hot
from dfm.core.persons import Learned


def learned(name: str = "Anna", seed: int = 0, strength: float = 0.6) -> Learned:
    """A person who smiles a lot, and was never seen afraid."""
    chance = np.random.default_rng(seed)
    sizes = ((16, 10), (60, 16))
    layers = tuple(
        (chance.normal(0, strength, size).astype(np.float32), np.zeros(size[0], np.float32)) for size in sizes
    )
    places = chance.normal((0.5, 0.15), 0.18, (400, 2)).clip(-0.7, 0.7).astype(np.float32)
    density = density_of(places, one_hot("happy", len(places)), np.full(len(places), 0.1))
    net = PersonNet(layers, density, np.zeros((0, 30), np.float32))
    return Learned(name, "default", net, places, ("fear", "disgust"), 72.0, 3, np.zeros(30, np.float32))


def person_at(path: Path, name: str = "Anna", seed: int = 0) -> Path:
    """The person's file, written to a path."""
    learned(name, seed).save(path)
    return path
