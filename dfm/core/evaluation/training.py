"""A renderer for a clip that is to be made again: the file that was named, or one trained there."""

from dataclasses import dataclass
from pathlib import Path

from dfm.core import places
from dfm.core.analyze import Analysis
from dfm.core.errors import UsageError
from dfm.core.evaluation.held_out import TRAIN_SHARE
from dfm.core.jobs import Job
from dfm.core.media.info import content_id
from dfm.core.planner import TRAINED, check_renderer, check_trained

DEFAULT_MINUTES = 10.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """The renderer; of the trained one its file, or the minutes that it learns each clip's first part, from
    which base (None: the shipped one, where it is wanted), and whether trainings that were stopped go on."""

    renderer: str = "reference"
    trained: Path | None = None
    minutes: float = DEFAULT_MINUTES
    base: Path | None = None
    shipped: bool = True
    resume: bool = False

    @property
    def words(self) -> str:
        """What a report calls it."""
        if self.renderer != TRAINED:
            return self.renderer
        if self.trained is not None:
            return f"{self.renderer} ({self.trained.name})"
        return f"{self.renderer} (at most {self.minutes:g} minutes a clip)"

    def check(self) -> None:
        """Refuse what there is not, before hours of work."""
        check_renderer(self.renderer)
        if self.trained is not None:
            check_trained(self.renderer, self.trained)
        if self.base is not None:
            from dfm.core.render.trained_file import facts_of  # torch takes a second to load

            facts_of(self.base)
        if self.minutes <= 0:
            raise UsageError(f"Nothing is learned in {self.minutes:g} minutes; give more.")


def file_for(drawing: Drawing, analysis: Analysis, seed: int, beside: Path | None) -> Job[Path | None]:
    """The file of the trained renderer for a clip, None for other renderers; where it is trained here, it and
    the course of its training lie in the folder `beside`, or in the cache."""
    if drawing.renderer != TRAINED or drawing.trained is not None:
        return drawing.trained
    from dfm.core.training.renderer import Wish, train_first_part  # torch takes a second to load

    media = analysis.media
    folder = beside or places.cache_folder() / "training"
    out = folder / f"{media.path.stem}-{content_id(media.path)[:8]}.dfmrenderer"
    folder.mkdir(parents=True, exist_ok=True)
    wish = Wish(drawing.minutes, seed=seed, base=drawing.base, shipped=drawing.shipped, resume=drawing.resume)
    yield from train_first_part(analysis, out, wish, TRAIN_SHARE)
    return out
