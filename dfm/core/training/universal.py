"""`dfm train universal-decoder`: learn which expression valence, arousal and an emotion ask for, from footage
of many people, photographs and played prototypes; measure it on people held out; write net and card."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dfm.core import places, weights
from dfm.core.analyze import analyze
from dfm.core.errors import DfmError, InputError
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.jobs import Job, Progress
from dfm.core.motion.decoder import PrototypeDecoder
from dfm.core.motion.universal import DecoderWeights, UniversalDecoder
from dfm.core.training.affect_faces import PhotoFace, measure_photos
from dfm.core.training.affect_faces import photo_rows as photograph_rows
from dfm.core.training.cards import write_card
from dfm.core.training.dataset import clip_rows
from dfm.core.training.playing import FILE as PLAYED
from dfm.core.training.playing import read_played
from dfm.core.training.universal_card import HeldOut, decoder_card
from dfm.core.training.universal_lessons import (
    Footage,
    Rows,
    footage_rows,
    mixed,
    photo_rows,
    prototype_rows,
)
from dfm.core.training.universal_loop import Recipe, learn
from dfm.models.expression_decoder import ExpressionNet

FILE = "decoder.safetensors"
FOLDS = 4
FEWEST_PEOPLE = 4
MODES = 6

Played = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, eq=False)
class Lessons:
    """All that the net may learn from."""

    footage: list[Footage]
    photos: list[PhotoFace]
    played: Played


def train(
    clips: Path, photos: Path, out: Path, *, seed: int = 0, recipe: Recipe | None = None,
    played: Path | None = None,
) -> Job[HeldOut]:  # fmt: skip
    """Learn from the clips and photographs marked `train`, write net and card into the folder `out`.

    `played` is the file that says how emotions are played; by default the one in `out` or, if there is none,
    the shipped one.
    """
    recipe = Recipe() if recipe is None else recipe
    model = load_face_model(weights.find("face_model"))
    lessons = yield from _lessons(clips, photos, model, _played_file(out, played))
    held = yield from _hold_out(lessons, model, seed, recipe)
    net = yield from _learned(lessons, lessons.footage, model, seed, recipe)
    found = packed(net, lessons.footage)
    out.mkdir(parents=True, exist_ok=True)
    found.save(out / FILE)
    weights.record(out / FILE, "decoder", "trained by dfm train universal-decoder")
    size = sum(each.numel() for each in net.parameters())
    card = decoder_card(lessons.footage, len(lessons.photos), lessons.played, held, size)
    write_card(out / "decoder.md", card)
    return held


def packed(net: ExpressionNet, footage: Sequence[Footage]) -> DecoderWeights:
    """A trained net as the decoder reads it, with the modes in which faces moved beside its mean."""
    layers = tuple(
        (layer.weight.detach().numpy().copy(), layer.bias.detach().numpy().copy())
        for layer in (net.enter, net.middle, net.leave)
    )
    bare = UniversalDecoder(DecoderWeights(layers, np.zeros((1, 30), np.float32)))
    return DecoderWeights(layers, modes_of(bare, [each.rows for each in footage]))


def modes_of(decoder: UniversalDecoder, footage: Sequence[Rows]) -> NDArray[np.float32]:
    """The MODES (K, 30) along which clips moved most beside the mean, as shares of the spread."""
    total = np.zeros((30, 30))
    for rows in footage:
        off = rows.coefficients - decoder.mean(rows.places, rows.emotions)
        off = (off - off.mean(axis=0)) / decoder.spread(rows.places, rows.emotions)
        total += off.T @ off / max(len(off), 1)
    share, modes = np.linalg.eigh(total / max(len(footage), 1))
    kept = modes[:, ::-1][:, :MODES].T * np.sqrt(np.maximum(share[::-1][:MODES], 0))[:, None]
    longest = np.sqrt(np.square(kept).sum(axis=0)).max()
    return np.asarray(kept / max(float(longest), 1.0), np.float32)


def _played_file(out: Path, played: Path | None) -> Path:
    near = out / PLAYED
    return played or (near if near.exists() else places.resources_folder() / PLAYED)


def _lessons(clips: Path, photos: Path, model: FaceModel, played: Path) -> Job[Lessons]:
    ways = read_played(played)
    prototypes = PrototypeDecoder(model, ways)
    shown = yield from measure_photos(photograph_rows(photos, "train"), model)
    rows = clip_rows(clips, "train")
    found: list[Footage] = []
    for done, row in enumerate(rows, 1):
        try:
            analysis = yield from analyze(row.path)
        except DfmError:
            continue
        track = max(analysis.tracks, key=lambda each: len(each.frames), default=None)
        if track is not None:
            got = footage_rows(track, analysis.media, prototypes, model)
            found += [Footage(row.path.name, row.person, got)] if len(got) else []
        yield Progress("measure clips", done, len(rows), "clips")
    if len({each.person for each in found}) < FEWEST_PEOPLE:
        raise InputError(f"{clips} shows fewer than {FEWEST_PEOPLE} people for long enough: add clips.")
    return Lessons(found, shown, ways)


def _learned(
    lessons: Lessons, footage: Sequence[Footage], model: FaceModel, seed: int, recipe: Recipe
) -> Job[ExpressionNet]:
    chance = np.random.default_rng(seed)
    prototypes = PrototypeDecoder(model, lessons.played)
    kinds = (
        (joined([each.rows for each in footage]), recipe.footage),
        (
            photo_rows(lessons.photos, prototypes, model, recipe.photographed, chance),
            recipe.photographs if lessons.photos else 0,
        ),
        (prototype_rows(lessons.played, model, recipe.drawn, chance), recipe.prototypes),
    )
    return (yield from learn(kinds, model.expression_parity, seed, recipe))


def joined(parts: Sequence[Rows]) -> Rows:
    """The rows of several clips; each clip counts as much as any other."""
    mean = np.mean([len(rows) for rows in parts])
    return Rows(
        np.concatenate([rows.places for rows in parts]),
        np.concatenate([rows.emotions for rows in parts]),
        np.concatenate([rows.coefficients for rows in parts]),
        np.concatenate([rows.counts * np.float32(mean / len(rows)) for rows in parts]),
    )


def _hold_out(lessons: Lessons, model: FaceModel, seed: int, recipe: Recipe) -> Job[HeldOut]:
    """The error on people whom a net never saw, beside that of prototypes and of the neutral face."""
    people = sorted({each.person for each in lessons.footage})
    prototypes = PrototypeDecoder(model, lessons.played)
    errors: list[tuple[float, float, float]] = []
    short = replace(recipe, steps=max(recipe.steps // 2, 1))
    for fold in range(FOLDS):
        unseen = set(people[fold::FOLDS])
        seen = [each for each in lessons.footage if each.person not in unseen]
        net = yield from _learned(lessons, seen, model, seed + fold, short)
        decoder = UniversalDecoder(packed(net, seen))
        errors += [
            _errors(each.rows, decoder, prototypes) for each in lessons.footage if each.person in unseen
        ]
    decoder_error, prototype_error, nothing = (float(each) for each in np.mean(errors, axis=0))
    return HeldOut(decoder_error, prototype_error, nothing, len(errors), len(people))


def _errors(
    rows: Rows, decoder: UniversalDecoder, prototypes: PrototypeDecoder
) -> tuple[float, float, float]:
    """Root mean squares over a clip: of the decoder, of the prototypes, of showing nothing."""
    guesses = (
        decoder.mean(rows.places, rows.emotions),
        mixed(prototypes, rows.places, rows.emotions),
        np.zeros_like(rows.coefficients),
    )
    first, second, third = (float(np.sqrt(np.square(rows.coefficients - each).mean())) for each in guesses)
    return first, second, third
