"""What draws a project is told by its trained renderer, what became of that, and the preferences."""

from dataclasses import replace

import pytest

from dfm.core.document.renderers import RendererFile
from dfm.ui.drawing import Drawing, TrainedRead, drawing_of

FILE = RendererFile("talk.dfmrenderer", "a")


@pytest.mark.parametrize(
    ("file", "read", "drawing"),
    [
        (None, None, Drawing("instant", "cpu")),
        (replace(FILE, in_use=False), TrainedRead(FILE), Drawing("instant", "cpu")),
        (FILE, None, Drawing("trained", "cpu", FILE)),
        (FILE, TrainedRead(FILE), Drawing("trained", "cpu", FILE)),
        (FILE, TrainedRead(FILE, trouble="It is not there."), Drawing("reference", "cpu")),
        (FILE, TrainedRead(RendererFile("other", "b"), trouble="Gone."), Drawing("trained", "cpu", FILE)),
    ],
)
def test_a_trained_renderer_goes_before_the_preferred_one(
    file: RendererFile | None, read: TrainedRead | None, drawing: Drawing
) -> None:
    assert drawing_of(file, read, "instant", "cpu") == drawing
