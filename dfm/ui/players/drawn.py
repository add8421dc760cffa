"""What the thread that makes pictures hands over: images at the size of the views, and what they are of."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QImage

from dfm.ui.players.modes import Origin, Side
from dfm.ui.players.orders import Run, Want


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pictures of one frame, all or only those that were ready in time.

    `origin` and `milliseconds` tell how the output came about and how long it took. In a run, `number`
    counts its frames from 0 and the picture is due from `at` to `until`, in microseconds since the start.
    """

    frame: int
    want: Want
    images: Mapping[Side, QImage]
    origin: Origin | None = None
    milliseconds: float = 0.0
    run: Run | None = None
    number: int = 0
    at: int = 0
    until: int = 0
