"""What self-reenactment came to: a row for each clip and driver, means over the clips."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from dfm.core.evaluation.drivers import WORDS
from dfm.core.evaluation.machine import Machine
from dfm.core.evaluation.metrics import mean
from dfm.core.evaluation.report import plain
from dfm.core.evaluation.tables import Value, table

SCHEMA = 1
_NUMBERS = ("rmse", "millimetres", "pixels", "face", "mouth")


@dataclass(frozen=True, slots=True)
class DrivenRow:
    """The last part of a clip made again by one driver.

    `seen`: nets of this program learned from the clip's person; `rmse` of the coefficients (1 is their usual
    deviation) and what that moves vertices by on average, over all test frames; APD, Face-APD and Mouth-APD
    at 256 px over the `drawn` ones; and the decoder's parameters, epochs and seconds of training.
    """

    clip: str
    seen: bool
    seconds: float
    driver: str
    rmse: float
    millimetres: float
    pixels: float
    face: float
    mouth: float
    drawn: int
    parameters: int
    epochs: int
    training_seconds: float


@dataclass(frozen=True, slots=True)
class SelfReport:
    """All rows; `failures` says of clips why they gave none."""

    renderer: str
    seed: int
    least_seconds: float
    machine: Machine
    rows: tuple[DrivenRow, ...]
    failures: tuple[str, ...] = ()

    @property
    def means(self) -> dict[str, dict[str, float]]:
        """For each driver the mean over the clips of every number."""
        return {
            driver: {name: mean([getattr(row, name) for row in self.rows if row.driver == driver])
                     for name in (*_NUMBERS, "parameters", "epochs", "training_seconds")}
            for driver in dict.fromkeys(row.driver for row in self.rows)
        }  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """Everything, under a schema number."""
        content = {"schema": SCHEMA, "protocol": "self-reenactment", **asdict(self), "means": self.means}
        return {key: plain(value) for key, value in content.items()}

    def text(self) -> str:
        """Tables that a person can read."""
        clips = len({row.clip for row in self.rows})
        parts = [
            f"Self-reenactment, renderer {self.renderer}, {clips} clips of {self.least_seconds:g} s or more, "
            f"seed {self.seed}: the last 30 % of each made again from its first 70 %",
            f"Measured on {self.machine.sentence}",
            "Means over the clips\n\n" + self._means(),
            "By clip\n\n" + self._by_clip(),
            *(f"Failed: {each}" for each in self.failures),
        ]
        return "\n\n".join(parts) + "\n"

    def _means(self) -> str:
        rows: list[Sequence[Value]] = [
            (WORDS[driver], *(found[name] for name in _NUMBERS), *_trained(found))
            for driver, found in self.means.items()
        ]  # fmt: skip
        headings = ("driven by", "coefficient RMSE", "mm", "APD", "Face-APD", "Mouth-APD", "parameters",
                    "epochs", "training s")  # fmt: skip
        return table(headings, rows)

    def _by_clip(self) -> str:
        rows: list[Sequence[Value]] = [
            (row.clip, "yes" if row.seen else "no", row.seconds, WORDS[row.driver],
             *(float(getattr(row, name)) for name in _NUMBERS), row.training_seconds or None)
            for row in self.rows
        ]  # fmt: skip
        headings = ("clip", "learned from", "seconds", "driven by", "coefficient RMSE", "mm", "APD",
                    "Face-APD", "Mouth-APD", "training s")  # fmt: skip
        return table(headings, rows)


def _trained(found: dict[str, float]) -> tuple[Value, Value, Value]:
    """Parameters, epochs and seconds of a decoder that learned from the clips; nothing of others."""
    if not found["epochs"]:
        return None, None, None
    return f"{found['parameters']:,.0f}", round(found["epochs"]), found["training_seconds"]
