"""`dfm train shading`: learn expression-dependent shading from a folder of clips, with its model card."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dfm.core import weights
from dfm.core.faces.fit import fit_track
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.faces.shading_gain import luminance_of
from dfm.core.jobs import Job, Progress
from dfm.core.render.shading import ShadingMaps
from dfm.core.training.cards import write_card
from dfm.core.training.dataset import TEXTURE, clip_rows, gather, read_faces
from dfm.core.training.face_basis import TrackedFace
from dfm.core.training.shading_maps import ClipTextures, Shading, explained_share, learn_shading

FILE = "shading.safetensors"
FOLDS = 4
UNFIT = frozenset({"odd-colour", "lowlight"})
"""Tags of clips whose light says little about shading."""


@dataclass(frozen=True)
class Measured:
    """The share of the luminance's variance within a clip that the maps explain, seen and held out."""

    seen: float
    held_out: float


def train(clips: Path, out: Path) -> Job[Measured]:
    """Learn from the clips marked `train` and write maps and card into the folder `out`."""
    archives = yield from gather(clips)
    unfit = {row.path.name for row in clip_rows(clips, "train") if UNFIT & set(row.tags)}
    model = load_face_model(weights.find("face_model"))
    coverage = model.unwrapper(TEXTURE).coverage
    people = sorted({face.person for face in read_faces(archives)})

    def samples(wanted: set[str]) -> Iterator[ClipTextures]:
        for face in read_faces(archives):
            if face.person in wanted and face.clip not in unfit:
                yield textures_of(model, face)

    shares: list[float] = []
    for fold in range(FOLDS):
        yield Progress("measure on people held out", fold, FOLDS, "folds")
        unseen = set(people[fold::FOLDS])
        maps = learn_shading(samples(set(people) - unseen), coverage, model.expression_parity)
        shares += [explained_share(clip, maps, coverage) for clip in samples(unseen)]
    yield Progress("learn", 0, 1, "models")
    shading = learn_shading(samples(set(people)), coverage, model.expression_parity)
    measured = Measured(shading.explained, float(np.median(shares)))
    out.mkdir(parents=True, exist_ok=True)
    ShadingMaps(shading.maps).save(out / FILE)
    weights.record(out / FILE, "shading", "trained by dfm train shading")
    used = [face.clip for face in read_faces(archives) if face.clip not in unfit]
    write_card(out / "shading.md", _card(used, people, shading, measured))
    yield Progress("learn", 1, 1, "models")
    return measured


def textures_of(model: FaceModel, face: TrackedFace) -> ClipTextures:
    """Luminance textures of a face with the coefficients and the head turn of their frames."""
    fit = fit_track(model, face.points, face.blendshapes, face.pixel_aspect)
    places = face.texture_frames
    return ClipTextures(
        luminance_of(face.textures),
        fit.expression[places],
        fit.poses.yaw_pitch_roll()[places, :2],
    )


def _card(clips: list[str], people: list[str], shading: Shading, measured: Measured) -> str:
    names = "\n".join(f"- {clip}" for clip in clips)
    size = shading.maps.shape[-1]
    return f"""# Expression-dependent shading

For each of {len(shading.maps)} expression coefficients a map of {size} x {size} texels: by how much the
logarithm of the skin's brightness changes with it (ratio images; Liu, Shan and Zhang 2001).

- **Made by** `dfm train shading --clips DIR`: ridge regression within {len(clips)} clips, mirrored copies
  included, of unwrapped luminance on expression coefficients, head turn as a nuisance. Each map is an
  average over people; no one's picture is in it.
- **Measured**: the maps explain {100 * measured.seen:.1f} % of the variance within the clips that they were
  learned from, and {100 * measured.held_out:.1f} % (median) within clips of people held out ({FOLDS} folds by
  person).
- **Limits**: what the light does explains most of the rest. Folds are an average person's: a young face gets
  weaker folds only through the gain fitted to its own frames. People of few skin tones and ages were seen.
  Fine lines are averaged away; those are drawn by `dfm/core/render/creases.py`, without training.

## Clips

{names}
"""
