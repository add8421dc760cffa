"""Persons: expression decoders learned from one person's videos, each a file NAME.dfmperson.

A file is of the safetensors kind: the net as half floats, where in the valence-arousal plane the footage
lies, and facts as JSON in its metadata under `person`. It holds neither code nor pictures.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from dfm.core import digests, weights
from dfm.core.affect.estimator import NAMES
from dfm.core.document.emotions import EMOTIONS, INTENSITIES
from dfm.core.document.publish import publish
from dfm.core.errors import InputError
from dfm.core.faces.model import EXPRESSIONS, load_face_model
from dfm.core.motion.person import Expressions, PersonDecoder, PersonNet, seconds_near
from dfm.core.motion.universal import load_universal

SUFFIX = ".dfmperson"
SCHEMA = 1
MOST_BYTES = 200_000_000
MOST_PLACES = 4000

Preset = Literal["default", "paper"]
PRESETS: tuple[Preset, ...] = ("default", "paper")


@dataclass(frozen=True, eq=False)
class Learned:
    """What a file holds of a person: the name and preset; the net; places (M, 2) of the good frames, M at
    most MOST_PLACES; thin: the emotions that the footage hardly shows; the seconds of good footage and the
    number of videos; resting (30,): the coefficients of the resting face, to which all others are relative.
    """

    name: str
    preset: Preset
    net: PersonNet
    places: NDArray[np.float32]
    thin: tuple[str, ...]
    seconds: float
    videos: int
    resting: NDArray[np.float32]

    def save(self, path: Path) -> None:
        """Write the file whole or not at all; OSError where that fails."""
        tensors: dict[str, NDArray[np.generic]] = {
            "places": self.places[:MOST_PLACES].astype(np.float32),
            "resting": self.resting.astype(np.float32),
            "density": self.net.density.astype(np.float32),
            "ways": self.net.ways.astype(np.float16),
        }
        for number, (weight, bias) in enumerate(self.net.layers):
            tensors[f"{number}.weight"] = weight.astype(np.float16)
            tensors[f"{number}.bias"] = bias.astype(np.float16)
        facts = {
            "schema": SCHEMA, "name": self.name, "preset": self.preset, "thin": list(self.thin),
            "seconds": round(self.seconds, 3), "videos": self.videos, "layers": len(self.net.layers),
        }  # fmt: skip
        whole = {name: np.ascontiguousarray(each) for name, each in tensors.items()}
        publish(path, save(whole, {"person": json.dumps(facts)}))


@dataclass(frozen=True, eq=False)
class Person:
    """A person's file as it is used: see `Learned`; `digest` is its SHA-256, `decoder` plays the person."""

    name: str
    preset: Preset
    places: NDArray[np.float32]
    thin: tuple[str, ...]
    seconds: float
    videos: int
    resting: NDArray[np.float32]
    digest: str
    decoder: PersonDecoder


def load_person(path: Path, universal: Expressions | None = None) -> Person:
    """Read a person's file; InputError where there is none or it is another thing.

    `universal` is what the decoder falls back to, by default what the program ships.
    """
    learned = read_learned(path)
    fallback = load_universal() if universal is None else universal
    model = load_face_model(weights.find("face_model"))
    return Person(
        learned.name, learned.preset, learned.places, learned.thin, learned.seconds, learned.videos,
        learned.resting, _digest(path), PersonDecoder(learned.net, fallback, model),
    )  # fmt: skip


def read_learned(path: Path) -> Learned:
    """Read what `Learned.save` wrote; InputError where it is another thing."""
    _check_file(path)
    try:
        with safe_open(path, framework="numpy") as stored:
            facts = json.loads((stored.metadata() or {})["person"])
            tensors = {name: stored.get_tensor(name).astype(np.float32) for name in stored.keys()}  # noqa: SIM118
        if int(facts["schema"]) > SCHEMA:
            raise InputError(f"{path} was made by a newer version of the program: update it.")
        return _learned(facts, tensors)
    except (OSError, KeyError, TypeError, ValueError, RecursionError, SafetensorError) as error:
        raise InputError(
            f"{path} is not a person's file, or a broken one ({error}): make it by `dfm train decoder`."
        ) from error


def thin_emotions(density: NDArray[np.float32], least: float = 0.5) -> tuple[str, ...]:
    """The emotions that fewer seconds than `least` of the footage (8, G, G) show, half way out or further."""
    thin = []
    for number, row in enumerate(EMOTIONS):
        strengths = np.array([INTENSITIES["medium"], INTENSITIES["high"]])[:, None]
        places = strengths * np.array([row.valence, row.arousal])
        emotions = np.tile(np.eye(len(NAMES))[number], (len(places), 1))
        if seconds_near(density, places, emotions).max() < least:
            thin.append(row.name)
    return tuple(thin)


def _check_file(path: Path) -> None:
    if not path.exists():
        raise InputError(f"The person's file {path} does not exist: check the name, or make it by "
                         "`dfm train decoder`.")  # fmt: skip
    if path.is_dir():
        raise InputError(f"{path} is a folder: name a person's file ({SUFFIX}) in it.")
    if path.stat().st_size > MOST_BYTES:
        raise InputError(f"{path} is too large for a person's file: name one made by `dfm train decoder`.")


def _digest(path: Path) -> str:
    try:
        return digests.sha256(path)
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): copy it elsewhere.") from error


def _learned(facts: dict[str, Any], tensors: dict[str, NDArray[np.float32]]) -> Learned:
    """The content of a file, checked so that the decoder can rely on it; ValueError where it is wrong."""
    layers = tuple(
        (tensors[f"{number}.weight"], tensors[f"{number}.bias"]) for number in range(int(facts["layers"]))
    )
    net = PersonNet(layers, tensors["density"], tensors["ways"].reshape(-1, EXPRESSIONS))
    preset = facts["preset"]
    if preset not in PRESETS:
        raise ValueError(f"no preset '{preset}'")
    wanted = (2, EXPRESSIONS) if preset == "paper" else (2 + len(NAMES), 2 * EXPRESSIONS)
    _check_chain(net, wanted)
    places = tensors["places"].reshape(-1, 2)
    if not all(np.isfinite(each).all() for each in tensors.values()):
        raise ValueError("a number is not finite")
    return Learned(
        str(facts["name"]), preset, net, places, tuple(name for name in facts["thin"] if name in NAMES),
        float(facts["seconds"]), int(facts["videos"]), tensors["resting"].reshape(EXPRESSIONS),
    )  # fmt: skip


def _check_chain(net: PersonNet, wanted: tuple[int, int]) -> None:
    """ValueError where the layers do not lead from so many numbers to so many."""
    width = wanted[0]
    for weight, bias in net.layers:
        if weight.ndim != 2 or weight.shape[1] != width or bias.shape != weight.shape[:1]:
            raise ValueError("its layers do not fit each other")
        width = weight.shape[0]
    if not net.layers or width != wanted[1]:
        raise ValueError("its net is of another kind")
    if net.density.ndim != 3 or len(net.density) not in (1, len(NAMES)) or min(net.density.shape[1:]) < 2:
        raise ValueError("its map of footage is of another kind")
    if net.density.shape[1] != net.density.shape[2]:
        raise ValueError("its map of footage is not square")
