"""A visit of the demo clip's person: only those who start neutral, and edits of more than one take."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dfm.core import weights
from dfm.core.evaluation.samples import read_samples
from dfm.core.evaluation.visit import visit
from dfm.core.faces.landmarks import LandmarkBackend, MediaPipeBackend
from dfm.core.jobs import drain
from tests.core.evaluation.test_accuracy import Judge


@pytest.fixture(scope="module")
def backend() -> Iterator[LandmarkBackend]:
    with closing(MediaPipeBackend(weights.find("face_landmarker"))) as opened:
        yield opened


def test_a_smile_is_drawn_and_measured(short_clip: Path, backend: LandmarkBackend) -> None:
    (sample,) = read_samples(short_clip)
    person = drain(visit(sample, "instant", 0, backend, Judge("neutral")))
    assert person is not None
    row, line = person.edited("happy")
    assert row.named_before == row.named == ("neutral",) * len(line)
    assert line[0].label == "happy: neutral 0.80"
    assert (line[0].picture != person.source()[0].picture).any()
    assert set(row.shifts) == {"low", "medium", "high"}


def test_who_does_not_start_neutral_is_nobody(short_clip: Path, backend: LandmarkBackend) -> None:
    (sample,) = read_samples(short_clip)
    assert drain(visit(sample, "instant", 0, backend, Judge("sad"))) is None
