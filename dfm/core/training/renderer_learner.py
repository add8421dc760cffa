"""One step of the training of a renderer: the net, its judges, their optimisers, and an average of the net.

The learning rate does not change but at the beginning, so that a step is the same however long the training
is to last; the average of the weights takes the place of a falling rate.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from dfm.core.errors import InputError
from dfm.core.render.blending import quick_numbers
from dfm.core.training.compiling import quickest
from dfm.core.training.ranks import Ranks
from dfm.core.training.renderer_batches import Batch, mouth_side
from dfm.core.training.renderer_recipe import Recipe
from dfm.core.training.renderer_start import features_on, start_from
from dfm.models.gan_losses import colour_distance, feature_matching, passing, telling_apart
from dfm.models.head2head import Drawn, Head2Head
from dfm.models.head2head_judges import Judges, Verdict
from dfm.models.image_features import feature_distance

RATE, BLENDING_RATE, JUDGE_RATE = 6e-4, 2e-4, 4e-4
BETAS = (0.5, 0.99)
WARM_STEPS = 50
AVERAGING = 0.998
LARGEST_GRADIENT = 10.0

Verdicts = dict[str, list[Verdict]]


class Learner:
    """Takes steps; `base` is a net to start from, `colours` a person's over the mean face (3, S, S), 0..1,
    `minutes` how long it is to last at most."""

    def __init__(
        self,
        recipe: Recipe,
        device: torch.device,
        seed: int,
        base: Head2Head | None = None,
        colours: Tensor | None = None,
        minutes: float = 0.0,
    ) -> None:
        torch.manual_seed(seed)
        self.recipe, self.device = recipe, device
        self.net = Head2Head(recipe.config)
        if base is not None:
            start_from(self.net, base)
        if colours is not None:
            self.net.remember(colours, new=base is None)
        self.net.to(device)
        self._draw = quickest(self.net, device, minutes)
        self.judges = Judges(recipe.judges).to(device)
        self.average = {name: value.clone() for name, value in self.net.state_dict().items()}
        self.optimiser = torch.optim.Adam(_groups(self.net), betas=BETAS)
        self.judge_optimiser = torch.optim.Adam(self.judges.parameters(), lr=JUDGE_RATE, betas=BETAS)
        self.numbers = _numbers(device)
        self.scaler = torch.amp.GradScaler(device.type, enabled=self.numbers is torch.float16)
        self.features = features_on(device) if recipe.objective.perceptual else None
        self.steps, self.seconds = 0, 0.0

    def step(self, batch: Batch, ranks: Ranks | None = None) -> dict[str, float]:
        """Learn from a batch; the parts of the loss, and of the judges'."""
        ranks = ranks or Ranks()
        batch = batch.to(self.device)
        self._warm_up()
        self._teach(blending=batch.blending)
        with self._short():
            drawn: Drawn = self._draw(batch.conditions, batch.other, batch.colours)
        now = batch.truth[:, -1]
        shown = now + batch.inside * (drawn.picture - now)
        real, made = self._seen(batch, now), self._seen(batch, shown)
        with self._short():
            filmed = {name: self.judges.judge(name, planes) for name, planes in real.items()}
        parts = self._plain(batch, drawn, shown) | self._judged(filmed, made)
        self.optimiser.zero_grad()
        self._backward(self.optimiser, torch.stack(list(parts.values())).sum(), self.net, ranks)
        judged = self._teach_judges(filmed, made, ranks)
        self.scaler.update()
        self.steps += 1
        self._follow()
        return {name: float(part.detach()) for name, part in parts.items()} | {"judges": judged}

    def averaged(self, weights: dict[str, Tensor] | None = None) -> Head2Head:
        """A net with the averaged weights, or with earlier ones, on the processor."""
        net = Head2Head(self.recipe.config)
        net.load_state_dict({name: value.cpu() for name, value in (weights or self.average).items()})
        return net.eval()

    def state(self) -> dict[str, Any]:
        """All that going on takes."""
        return {
            "net": self.net.state_dict(),
            "judges": self.judges.state_dict(),
            "average": self.average,
            "optimiser": self.optimiser.state_dict(),
            "judge_optimiser": self.judge_optimiser.state_dict(),
            "scaler": self.scaler.state_dict(),
            "steps": self.steps,
            "seconds": self.seconds,
        }

    def restore(self, state: dict[str, Any], path: Path) -> None:
        """Go on from a state; InputError where it is of another net."""
        try:
            self.net.load_state_dict(state["net"])
            self.judges.load_state_dict(state["judges"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.judge_optimiser.load_state_dict(state["judge_optimiser"])
            self.scaler.load_state_dict(state["scaler"])
            self.average = {name: value.to(self.device) for name, value in state["average"].items()}
            self.steps, self.seconds = int(state["steps"]), float(state["seconds"])
        except (KeyError, RuntimeError, ValueError) as error:
            raise InputError(f"{path} is of another net: train without --resume.") from error

    def _plain(self, batch: Batch, drawn: Drawn, shown: Tensor) -> dict[str, Tensor]:
        """The parts of the objective that no judge says."""
        objective, now = self.recipe.objective, batch.truth[:, -1]
        generated = drawn.generated.flatten(0, 1)
        weight = batch.matters[:, None].expand(-1, 3, -1, -1, -1).flatten(0, 1)
        parts = {
            "colour": objective.colour * colour_distance(drawn.picture, now, batch.matters).mean(),
            "generated": objective.generated
            * colour_distance(generated, batch.truth.flatten(0, 1), weight).mean(),
        }
        if self.features is not None:
            with self._short():
                with torch.no_grad():
                    wanted = self.features(now)
                alone = now + batch.inside * (drawn.generated[:, -1] - now)
                apart = [
                    feature_distance(self.features(each), wanted, batch.inside) for each in (shown, alone)
                ]
            parts["perceptual"] = objective.perceptual * (apart[0].mean() + apart[1].mean() / 2)
        return parts

    def _seen(self, batch: Batch, pictures: Tensor) -> dict[str, Tensor]:
        """What each judge sees of pictures (F, 3, S, S)."""
        beside = torch.cat([pictures, batch.conditions[:, -1]], 1)
        runs = pictures.reshape(-1, 9, *pictures.shape[2:])
        seen = {"picture": beside, "mouth": _cropped(beside, batch.corners), f"motion{batch.stride}": runs}
        judging = bool(self.recipe.objective.adversarial)
        return {name: planes for name, planes in seen.items() if judging and name in self.judges.each}

    def _judged(self, filmed: Verdicts, made: dict[str, Tensor]) -> dict[str, Tensor]:
        """What the judges say of what was made, beside what they say of what was filmed."""
        objective = self.recipe.objective
        if not made:
            return {}
        self.judges.requires_grad_(False)
        with self._short():
            verdicts = {name: self.judges.judge(name, planes) for name, planes in made.items()}
        self.judges.requires_grad_(True)
        passed = [passing(each, objective.game) for each in verdicts.values()]
        matched = [feature_matching(filmed[name], each) for name, each in verdicts.items()]
        return {
            "adversarial": objective.adversarial * torch.stack(passed).sum(),
            "matching": objective.matching * torch.stack(matched).mean(),
        }

    def _teach_judges(self, filmed: Verdicts, made: dict[str, Tensor], ranks: Ranks) -> float:
        """A step of the judges; their loss."""
        if not made:
            return 0.0
        game = self.recipe.objective.game
        with self._short():
            apart = [
                telling_apart(filmed[name], self.judges.judge(name, planes.detach()), game)
                for name, planes in made.items()
            ]
        loss = torch.stack(apart).mean()
        self.judge_optimiser.zero_grad()
        self._backward(self.judge_optimiser, loss, self.judges, ranks)
        return float(loss.detach())

    def _backward(
        self, optimiser: torch.optim.Optimizer, loss: Tensor, net: torch.nn.Module, ranks: Ranks
    ) -> None:
        """A step of one of the optimisers down a loss."""
        self.scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
        self.scaler.unscale_(optimiser)
        learning = [each for each in net.parameters() if each.requires_grad]
        ranks.average(learning)
        torch.nn.utils.clip_grad_norm_(learning, LARGEST_GRADIENT)
        self.scaler.step(optimiser)

    @contextmanager
    def _short(self) -> Iterator[None]:
        """Convolve in short numbers where the device multiplies them quickly."""
        short = self.numbers is not torch.float32
        with torch.autocast(self.device.type, self.numbers if short else None, enabled=short):
            yield

    def _teach(self, *, blending: bool) -> None:
        """Either the generator learns in this step, or what blends its pictures."""
        if self.net.fusion is not None:
            self.net.fusion.requires_grad_(blending)
            self.net.generator.requires_grad_(not blending)

    def _warm_up(self) -> None:
        share = min(1.0, (self.steps + 1) / WARM_STEPS)
        for group in self.optimiser.param_groups:
            group["lr"] = share * group["whole"]

    @torch.no_grad()
    def _follow(self) -> None:
        keep = min(AVERAGING, (1 + self.steps) / (10 + self.steps))
        for name, value in self.net.state_dict().items():
            self.average[name].lerp_(value, 1 - keep)


def _groups(net: Head2Head) -> list[dict[str, Any]]:
    """What generates and what blends, each with its whole rate: few steps teach to blend."""
    parts = [(net.generator, RATE)] + ([] if net.fusion is None else [(net.fusion, BLENDING_RATE)])
    return [{"params": list(part.parameters()), "lr": rate, "whole": rate} for part, rate in parts]


def _cropped(planes: Tensor, corners: Tensor) -> Tensor:
    """Squares around the mouths of planes (F, C, S, S), whose top and left are corners (F, 2)."""
    side = mouth_side(planes.shape[-1])
    return torch.stack(
        [
            each[:, top : top + side, left : left + side]
            for each, (top, left) in zip(planes, corners.tolist(), strict=True)
        ]
    )


def _numbers(device: torch.device) -> torch.dtype:
    """The numbers to learn in: bfloat16 where the device has them, half floats on older cards."""
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    return quick_numbers(device.type)
