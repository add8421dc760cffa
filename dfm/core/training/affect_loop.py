"""How the affect nets learn: from lessons, from a classifier's answers on real frames, from steadiness."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from dfm.core.affect.features import FEATURES, Average, features_of, mirrored
from dfm.core.affect.observed import Observed
from dfm.core.document.emotions import EMOTIONS
from dfm.core.faces.model import FaceModel
from dfm.core.jobs import Job, Progress
from dfm.core.training.affect_faces import ClipFace, PhotoFace
from dfm.core.training.affect_lessons import PLACES, SHOWN, Lessons, laid_lessons, photo_lessons
from dfm.models.affect_net import AffectConfig, AffectNet, Reading

PROGRESS_EVERY = 50


@dataclass(frozen=True, slots=True)
class Recipe:
    """How many nets answer together, for how many steps each learns from how many lessons a step, of which
    kinds; how much the parts of the objective weigh; and how far a classifier's answers are taken relative to
    what it says of the same person on average (0: not at all, 1: wholly)."""

    nets: int = 5
    steps: int = 1000
    batch: int = 256
    laid: int = 10000
    photographed: int = 2500
    rate: float = 4e-3
    decay: float = 0.02
    noise: float = 0.03
    softness: float = 0.1
    place_weight: float = 2.0
    answer_share: float = 0.5
    answer_weight: float = 1.0
    relative: float = 0.6
    steadiness: float = 1.0


def learn(
    clips: Sequence[ClipFace],
    photos: Sequence[PhotoFace],
    model: FaceModel,
    average: Average,
    seed: int,
    recipe: Recipe | None = None,
) -> Job[list[AffectNet]]:
    """Nets that learned from these people, each from lessons of its own."""
    recipe = Recipe() if recipe is None else recipe
    nets = []
    for number in range(recipe.nets):
        chance = np.random.default_rng((seed, number))
        lessons = [laid_lessons(clips, photos, model, average, recipe.laid, chance)]
        if photos and recipe.photographed:
            lessons.append(photo_lessons(photos, average, recipe.photographed, chance))
        answers = answer_lessons(clips, average, recipe.relative)
        pairs = steady_pairs(clips, average)
        course = _Course(joined(lessons), answers, pairs, model.expression_parity, recipe)
        torch.manual_seed(seed * 1000 + number)
        net = AffectNet(AffectConfig(FEATURES))
        optimiser = torch.optim.AdamW(net.parameters(), recipe.rate, weight_decay=recipe.decay)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.rate, recipe.steps)
        for step in range(recipe.steps):
            optimiser.zero_grad()
            course.loss(net, step, chance).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
            if step % PROGRESS_EVERY == 0:
                yield Progress("learn", number * recipe.steps + step, recipe.nets * recipe.steps, "steps")
        nets.append(net.eval())
    return nets


def joined(lessons: Sequence[Lessons]) -> Lessons:
    """Lessons of several kinds as one."""
    return Lessons(
        np.concatenate([each.features for each in lessons]),
        np.concatenate([each.truth for each in lessons]),
        np.concatenate([each.places for each in lessons]),
    )


def answer_lessons(clips: Sequence[ClipFace], average: Average, relative: float) -> Lessons | None:
    """Real frames with a classifier's answers, once with and once without the person's resting face.

    A classifier takes some people for sad or angry whatever they do: what it says of a clip on average counts
    less than how its answers differ within the clip.
    """
    heard = [clip for clip in clips if len(clip.asked)]
    if not heard:
        return None
    everywhere = np.mean([clip.answers.mean(axis=0) for clip in heard], axis=0)
    found = []
    for clip in heard:
        truth = fair(clip.answers, everywhere, relative)
        for resting in (clip.resting, None):
            seen = Observed(clip.observed.blendshapes[clip.asked], clip.observed.mesh[clip.asked], resting)
            places = (SHOWN * truth @ PLACES).astype(np.float32)
            found.append(Lessons(features_of(seen, average), truth, places))
    return joined(found)


def fair(
    answers: NDArray[np.float32], everywhere: NDArray[np.floating], relative: float
) -> NDArray[np.float32]:
    """Answers (K, 8) on a person, made relative to what is said of that person and of all on average."""
    least = 1e-3
    ratio = (everywhere + least) / (answers.mean(axis=0) + least)
    weighed = (answers + least * (answers.max(axis=0) > 0)) * ratio**relative
    return np.asarray(weighed / weighed.sum(axis=1, keepdims=True), np.float32)


def steady_pairs(clips: Sequence[ClipFace], average: Average) -> NDArray[np.float32]:
    """Features (P, 2, FEATURES) of frames and of those after them."""
    found = [features_of(clip.observed, average) for clip in clips if len(clip.observed) > 1]
    if not found:
        return np.empty((0, 2, FEATURES), np.float32)
    return np.concatenate([np.stack([rows[:-1], rows[1:]], axis=1) for rows in found])


class _Course:
    """Draws what a step learns from, and says how wrong a net is about it."""

    def __init__(
        self,
        lessons: Lessons,
        answers: Lessons | None,
        pairs: NDArray[np.float32],
        parity: NDArray[np.float32],
        recipe: Recipe,
    ) -> None:
        self._lessons, self._answers = lessons, answers
        self._pairs, self._parity, self._recipe = pairs, parity, recipe

    def loss(self, net: AffectNet, step: int, chance: np.random.Generator) -> Tensor:
        """The objective of one step; every other step sees mirrored faces."""
        recipe = self._recipe
        total = self._wrong(net, self._lessons, recipe.batch, step, chance)
        if self._answers is not None:
            count = int(recipe.batch * recipe.answer_share)
            total = total + recipe.answer_weight * self._wrong(net, self._answers, count, step, chance)
        if len(self._pairs):
            pair = torch.from_numpy(self._pairs[chance.integers(len(self._pairs), size=recipe.batch // 4)])
            before, after = net(pair[:, 0]), net(pair[:, 1])
            total = total + recipe.steadiness * (before.place - after.place).square().sum(dim=1).mean()
        return total

    def _wrong(
        self, net: AffectNet, lessons: Lessons, count: int, step: int, chance: np.random.Generator
    ) -> Tensor:
        """The mean loss over some of the lessons."""
        recipe = self._recipe
        drawn = chance.integers(len(lessons.features), size=count)
        features = lessons.features[drawn]
        if step % 2:
            features = mirrored(features, self._parity)
        noise = chance.normal(0, recipe.noise, features.shape)
        reading = net(torch.from_numpy((features + noise).astype(np.float32)))
        errors = affect_errors(
            reading, torch.from_numpy(lessons.truth[drawn]), torch.from_numpy(lessons.places[drawn]),
            recipe.softness,
        )  # fmt: skip
        return (errors["emotion"] + recipe.place_weight * errors["place"]).mean()


def affect_errors(reading: Reading, truth: Tensor, places: Tensor, softness: float) -> dict[str, Tensor]:
    """Of B frames (B,): the cross entropy with truth (B, 8), softened, and the squared error of the place."""
    soft = (1 - softness) * truth + softness / len(EMOTIONS)
    return {
        "emotion": functional.cross_entropy(reading.logits, soft, reduction="none"),
        "place": (reading.place - places).square().sum(dim=1),
    }
