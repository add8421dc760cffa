"""What an evaluation is run with."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dfm.core.document.emotions import EMOTIONS, emotion
from dfm.core.errors import UsageError

DEFAULT_CLIPS = 16
DEFAULT_FRAMES = 120
DEFAULT_INTENSITY = 0.85
ACTORS = "dreamtalk_*"
"""Clips, by the pattern of their names, whose actors play the emotion of the table at full strength."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Emotions by name, how many clips (None: all), frames of each, intensity 0..1, renderer and seed; where
    contact sheets go (None: nowhere), and whether cross-expression pairs are rendered."""

    emotions: tuple[str, ...] = tuple(row.name for row in EMOTIONS)
    clips: int | None = DEFAULT_CLIPS
    frames: int = DEFAULT_FRAMES
    intensity: float = DEFAULT_INTENSITY
    renderer: str = "reference"
    seed: int = 0
    sheets: Path | None = None
    cross: bool = True


def settings_of(
    *,
    emotions: Sequence[str] | None = None,
    limit: int | None = DEFAULT_CLIPS,
    frames: int = DEFAULT_FRAMES,
    intensity: float = DEFAULT_INTENSITY,
    renderer: str = "reference",
    seed: int = 0,
    sheets: Path | None = None,
    cross: bool = True,
) -> Settings:
    """Settings from a user's words, `limit` clips of them at most; UsageError for an unknown emotion or an
    impossible number."""
    names = tuple(emotion(word).name for word in emotions) if emotions else Settings().emotions
    if limit is not None and limit < 1:
        raise UsageError(f"A limit of {limit} clips leaves none; give 1 or more.")
    if frames < 24:
        raise UsageError(f"{frames} frames a clip are too few to measure speech; give 24 or more.")
    return Settings(tuple(dict.fromkeys(names)), limit, frames, intensity, renderer, seed, sheets, cross)
