"""What the nets of a person's decoder learn, batch by batch, and how wrong they are.

`OwnTask` is the default's: what the person adds to the universal decoder, in mean and spread; away from the
footage it is taught to add nothing. `PaperTask` is the paper's regression.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from dfm.core.affect.estimator import NAMES
from dfm.core.motion.person import Expressions, density_of, seconds_near
from dfm.core.training.person_frames import Footage
from dfm.models.person_decoder import OwnDecoder, PaperDecoder, root_mean_square, unlikeliness

LEAST_DEVIATION = 0.1
"""Of a coefficient, when errors are counted in deviations."""
LEAST_SPREAD = 0.02
BALANCE = 0.5
"""How much rarer places count more: by the seconds of footage near them to this power."""
LABELLED = 0.5
"""The share of a batch that is told one emotion instead of all probabilities, as edits do."""
UNSEEN, UNSEEN_WEIGHT = 64, 0.05
"""Places without footage in a batch, and what it costs to add something there."""
SPREAD_WEIGHT = 0.5
MOST_FRAMES = 20_000


class Task(Protocol):
    """A net, what it learns from, and at which rate."""

    rate: float

    @property
    def net(self) -> nn.Module:
        """The net."""
        ...

    def batches(self, chance: np.random.Generator) -> list[NDArray[np.int64]]:
        """The places in the footage of an epoch's batches."""
        ...

    def loss(self, batch: NDArray[np.int64], chance: np.random.Generator) -> Tensor:
        """How wrong the net is about a batch."""
        ...

    def measure(self) -> float | None:
        """How wrong it is about the footage held out; None without any."""
        ...


@dataclass(frozen=True, slots=True)
class Held:
    """Which frames (N,) are learned from, and which measure."""

    learned: NDArray[np.bool_]
    measuring: NDArray[np.bool_]


def hold_out(footage: Footage, seed: int, share: float = 0.2, most: int = 3) -> list[Held]:
    """Up to `most` ways to hold out about a share of the footage, no frame in two of them: whole videos, or
    the last part of each where there are few or one is long."""
    numbers, counts = np.unique(footage.video, return_counts=True)
    groups: list[NDArray[np.bool_]] = [np.zeros(len(footage), bool)]
    for place in np.random.default_rng(seed).permutation(len(numbers)):
        if counts[place] + groups[-1].sum() <= 1.75 * share * len(footage):
            groups[-1] = groups[-1] | (footage.video == numbers[place])
        if groups[-1].sum() >= share * len(footage):
            groups.append(np.zeros(len(footage), bool))
    enough = [group for group in groups if group.sum() >= 0.5 * share * len(footage)][:most]
    return [Held(~group, group) for group in enough or [_ends(footage, share)]]


def _ends(footage: Footage, share: float) -> NDArray[np.bool_]:
    """The last part of each video."""
    found = np.zeros(len(footage), bool)
    for number in np.unique(footage.video):
        mine = np.flatnonzero(footage.video == number)
        found[mine[int((1 - share) * len(mine)) :]] = True
    return found


def thinned(footage: Footage, most: int = MOST_FRAMES) -> Footage:
    """Evenly spread frames, `most` at most, that last as long as all of them."""
    if len(footage) <= most:
        return footage
    kept = np.zeros(len(footage), bool)
    kept[np.linspace(0, len(footage) - 1, most).astype(int)] = True
    found = footage.part(kept)
    found.seconds[:] *= footage.length / found.length
    return found


class OwnTask:
    """Learns what the person adds; `held` are frames that only measure."""

    STEPS, BATCH = 32, 128
    rate = 4e-3

    def __init__(
        self, footage: Footage, universal: Expressions, device: torch.device, held: Held | None = None
    ) -> None:
        self.net = OwnDecoder().to(device)
        self._device = device
        self._learned = np.flatnonzero(held.learned) if held else np.arange(len(footage))
        self._measuring = np.flatnonzero(held.measuring) if held else np.arange(0)
        self._emotions = footage.emotions
        self._scale = self._tensor(np.maximum(footage.coefficients.std(axis=0), LEAST_DEVIATION))
        self._places = self._tensor(footage.places)
        self._wanted, self._slow = self._tensor(footage.coefficients), self._tensor(footage.slow)
        self._mean, self._log_spread = self._anybody(footage, universal)
        self._chances = _importance(footage)[self._learned]
        self._chances /= self._chances.sum()

    def batches(self, chance: np.random.Generator) -> list[NDArray[np.int64]]:
        """Frames drawn so that rare places count more."""
        drawn = chance.choice(self._learned, (self.STEPS, self.BATCH), p=self._chances)
        return list(drawn)

    def loss(self, batch: NDArray[np.int64], chance: np.random.Generator) -> Tensor:
        """Errors in deviations, how unlikely the slow part is, and what is added where nothing was seen."""
        labels = self._labels(batch, chance)
        error, unlikely = self._wrong(batch, labels)
        length, angle = np.sqrt(chance.random(UNSEEN)), chance.uniform(0, 2 * np.pi, UNSEEN)
        places = self._tensor(length[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1))
        emotions = self._tensor(np.eye(len(NAMES))[chance.integers(len(NAMES), size=UNSEEN)])
        added = self.net(places, emotions)
        nothing = (added.mean / self._scale).square().mean() + added.log_spread.square().mean()
        total: Tensor = error + SPREAD_WEIGHT * unlikely + UNSEEN_WEIGHT * nothing
        return total

    @torch.no_grad()
    def measure(self) -> float | None:
        """The error of the mean on what was held out."""
        if not len(self._measuring):
            return None
        whole = np.full(len(self._measuring), len(NAMES))
        error, unlikely = self._wrong(self._measuring, whole)
        return float(error + SPREAD_WEIGHT * unlikely)

    def _wrong(self, batch: NDArray[np.int64], labels: NDArray[np.int64]) -> tuple[Tensor, Tensor]:
        """The mean squared error, and how unlikely the slow part is, of frames under labels (B,), of which
        the number after the last stands for all probabilities."""
        rows = np.concatenate([np.eye(len(NAMES)), np.zeros((1, len(NAMES)))])[labels]
        soft = labels == len(NAMES)
        rows[soft] = self._emotions[batch][soft]
        change = self.net(self._places[batch], self._tensor(rows))
        mean = self._mean[batch, labels] + change.mean
        error = ((self._wanted[batch] - mean) / self._scale).square().mean()
        log_spread = (self._log_spread[batch, labels] + change.log_spread).clamp_min(np.log(LEAST_SPREAD))
        return error, unlikeliness(self._slow[batch] - mean.detach(), log_spread).mean()

    def _labels(self, batch: NDArray[np.int64], chance: np.random.Generator) -> NDArray[np.int64]:
        """For each frame one of its likely emotions, or all of them."""
        likely = np.cumsum(self._emotions[batch].astype(np.float64), axis=1)
        drawn = (chance.random((len(batch), 1)) * likely[:, -1:] > likely).sum(axis=1)
        return np.where(chance.random(len(batch)) < LABELLED, np.minimum(drawn, len(NAMES) - 1), len(NAMES))

    def _anybody(self, footage: Footage, universal: Expressions) -> tuple[Tensor, Tensor]:
        """The universal mean and the logarithm of its spread (N, 9, 30): under each emotion, under all."""
        rows = [np.tile(each, (len(footage), 1)) for each in np.eye(len(NAMES), dtype=np.float32)]
        rows.append(footage.emotions)
        means = [universal.mean(footage.places, each) for each in rows]
        spreads = [np.log(np.maximum(universal.spread(footage.places, each), LEAST_SPREAD)) for each in rows]
        return self._tensor(np.stack(means, axis=1)), self._tensor(np.stack(spreads, axis=1))

    def _tensor(self, values: NDArray[np.floating]) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(values, np.float32)).to(self._device)


class PaperTask:
    """Regresses coefficients on valence and arousal, batches of 32, all frames once an epoch."""

    BATCH = 32
    rate = 1e-3

    def __init__(self, footage: Footage, device: torch.device) -> None:
        self.net = PaperDecoder().to(device)
        self._places = torch.from_numpy(np.ascontiguousarray(footage.places)).to(device)
        self._wanted = torch.from_numpy(np.ascontiguousarray(footage.coefficients)).to(device)

    def batches(self, chance: np.random.Generator) -> list[NDArray[np.int64]]:
        """All frames in a random order."""
        order = chance.permutation(len(self._places))
        return np.array_split(order, max(1, -(-len(order) // self.BATCH)))

    def loss(self, batch: NDArray[np.int64], chance: np.random.Generator) -> Tensor:
        """The root mean square error."""
        return root_mean_square(self.net(self._places[batch]), self._wanted[batch])

    def measure(self) -> float | None:
        """Nothing is held out."""
        return None


def _importance(footage: Footage) -> NDArray[np.float64]:
    """How often each frame (N,) is to be drawn."""
    density = density_of(footage.places, np.ones((len(footage), 1)), footage.seconds)
    near = seconds_near(density, footage.places, np.ones((len(footage), 1)))
    return np.asarray((footage.trust + 1e-3) / np.maximum(near, 1e-3) ** BALANCE, np.float64)
