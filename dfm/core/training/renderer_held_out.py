"""How well a renderer draws the frames held out, as it learns: distances, a grid of pictures, and a curve."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from dfm.core.evaluation.metrics import Pictures, pixel_distance
from dfm.core.evaluation.sheets import contact_sheet, labelled, write_picture
from dfm.core.render.trained_net import NetArtist
from dfm.core.training.renderer_batches import Colours, mouth_corner, mouth_side
from dfm.core.training.renderer_store import INSIDE, MATTERS, OTHER, TOLD, TRUTH, Crops
from dfm.models.head2head import FRAMES, Head2Head

SHOWN = 6
Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Score:
    """Face-APD and Mouth-APD in the renderer's own square, those of the other renderer alone, and Face-APD of
    what is generated from the mesh alone."""

    face: float
    mouth: float
    other_face: float
    other_mouth: float
    generated: float


@dataclass(frozen=True, eq=False)
class HeldOut:
    """What was drawn of the frames held out: pictures (N, S, S, 3) as filmed, as the other renderer draws
    them, as the net does; their conditions (N, 6, S, S); and the score."""

    real: Picture
    other: Picture
    made: Picture
    told: NDArray[np.uint8]
    score: Score


def draw_held_out(
    people: Sequence[Crops], net: Head2Head, device: str, most: int = 24, colours: Colours | None = None
) -> HeldOut:
    """Draw up to so many frames held out of all people, evenly spread; each person from the colours of their
    own where there are such, which the net is left with."""
    rows = [(crops, int(row)) for crops in people for row in crops.held_out]
    rows = [rows[place] for place in np.linspace(0, len(rows) - 1, min(most, len(rows))).round().astype(int)]
    told = [
        np.stack([crops.planes[crops.before(row, FRAMES - 1 - k), TOLD] for k in range(FRAMES)])
        for crops, row in rows
    ]
    real, other = (np.stack([_picture(crops, row, part) for crops, row in rows]) for part in (TRUTH, OTHER))
    drawn, alone = (np.zeros(other.shape, np.float32) for _ in range(2))
    for person in dict.fromkeys(crops.person for crops, _ in rows):
        if colours is not None:
            net.to("cpu").remember(torch.from_numpy(colours[person]), new=False)
        places = [place for place, (crops, _) in enumerate(rows) if crops.person == person]
        artist = NetArtist(net, device)
        pairs = artist.draw_both([told[place] for place in places], [other[place] for place in places])
        drawn[places], alone[places] = (np.stack(each) for each in zip(*pairs, strict=True))
    share = np.stack([crops.planes[row, INSIDE] for crops, row in rows])[..., None].astype(np.float32) / 255
    made, generated = (
        np.clip(other + share * (each - other) + 0.5, 0, 255).astype(np.uint8) for each in (drawn, alone)
    )
    face = np.stack([crops.planes[row, MATTERS] > 0 for crops, row in rows])
    corners = [mouth_corner(crops.mouths[row], crops.size) for crops, row in rows]
    distances = [distances_of(real, each, face, corners) for each in (made, other, generated)]
    score = Score(*distances[0], *distances[1], distances[2][0])
    return HeldOut(real, other, made, np.stack(told)[:, -1], score)


def distances_of(
    real: Pictures, made: Pictures, face: NDArray[np.bool_], corners: Sequence[NDArray[np.int64]]
) -> tuple[float, float]:
    """Face-APD and Mouth-APD."""
    away = pixel_distance(real, made)
    side = mouth_side(real.shape[1])
    mouths = [
        each[top : top + side, left : left + side] for each, (top, left) in zip(away, corners, strict=True)
    ]
    return float(away[face].mean(dtype=np.float64)), float(np.mean(mouths, dtype=np.float64))


def write_grid(drawn: HeldOut, steps: int, path: Path) -> None:
    """A picture of some frames held out: as filmed, by each renderer, and what the net was told."""
    places = np.linspace(0, len(drawn.real) - 1, min(SHOWN, len(drawn.real))).round().astype(int)
    told = drawn.told.transpose(0, 2, 3, 1)
    rows = (
        ("as filmed", drawn.real),
        (f"reference alone, {drawn.score.other_face:.1f}", drawn.other),
        (f"trained, {steps} steps, {drawn.score.face:.1f}", drawn.made),
        ("told: mesh", np.ascontiguousarray(told[..., :3])),
        ("told: gaze", np.ascontiguousarray(told[..., 3:])),
    )
    lines = [(label, [pictures[place] for place in places]) for label, pictures in rows]
    write_picture(contact_sheet(labelled(lines), height=192), path)


def write_curve(journal: Path, path: Path) -> None:
    """The held-out distances and the sum of the loss over the steps, as a picture, with a ring around the
    lowest Face-APD; nothing before two measurements."""
    lines = [line.split(",") for line in journal.read_text("utf-8").splitlines()[1:]]
    if len(lines) < 2:
        return
    values = np.array([[float(each) for each in line[:6]] for line in lines])
    picture = np.full((360, 640, 3), 24, np.uint8)
    names = (("loss", 2, (140, 140, 140)), ("Face-APD", 3, (120, 200, 255)), ("Mouth-APD", 4, (255, 170, 90)))
    across = 40 + 580 * (values[:, 0] - values[0, 0]) / max(values[-1, 0] - values[0, 0], 1)
    for number, (name, column, colour) in enumerate(names):
        curve = values[:, column]
        low, high = float(curve.min()), float(curve.max())
        down = 320 - 270 * (curve - low) / max(high - low, 1e-9)
        cv2.polylines(
            picture, [np.stack([across, down], 1).round().astype(np.int32)], False, colour, 1, cv2.LINE_AA
        )
        words = f"{name} {low:.2f} to {high:.2f}"
        cv2.putText(
            picture, words, (40 + 200 * number, 28), cv2.FONT_HERSHEY_SIMPLEX, 0.42, colour, 1, cv2.LINE_AA
        )
        if name == "Face-APD":
            best = int(curve.argmin())
            cv2.circle(picture, (round(across[best]), round(down[best])), 5, colour, 1, cv2.LINE_AA)
    steps = values[:, 0].astype(int)
    words = f"steps {steps[0]} to {steps[-1]}, {values[-1, 1]:.0f} s; best over the face after {steps[best]}"
    cv2.putText(picture, words, (40, 348), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (200, 200, 200), 1, cv2.LINE_AA)
    write_picture(picture, path)


def _picture(crops: Crops, row: int, part: slice) -> Picture:
    return np.ascontiguousarray(crops.planes[row, part].transpose(1, 2, 0))
