"""Cross-expression reenactment of one clip: a row of numbers and a sheet, or a row that says why not."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dfm.core.analyze import Analysis, analyze
from dfm.core.evaluation.crossing import choose_shown, cross_clip
from dfm.core.evaluation.pairs import WITHHELD
from dfm.core.evaluation.samples import Sample
from dfm.core.evaluation.settings import Settings
from dfm.core.jobs import Progress, drain


@pytest.fixture(scope="module")
def analysis(short_clip: Path) -> Analysis:
    return drain(analyze(short_clip))


@pytest.fixture(scope="module")
def sample(short_clip: Path) -> Sample:
    return Sample(short_clip, "ada", "", frozenset(), 100)


def test_pairs_are_far_apart_and_every_frame_is_read_once(analysis: Analysis, sample: Sample) -> None:
    seen: list[Progress] = []
    pairs, shown = drain(choose_shown(sample, analysis, 0), seen.append)
    frames = analysis.tracks[0].frames
    assert pairs
    for pair in pairs:
        assert abs(int(frames[pair.source]) - int(frames[pair.target])) > WITHHELD
    assert set(shown) == {place for pair in pairs for place in (pair.source, pair.target)}
    assert len(seen) == len(shown)
    for place, face in shown.items():
        np.testing.assert_array_equal(face.expression, analysis.tracks[0].expression[place])


def test_drawing_beats_laying_over_and_the_sheet_shows_it(
    analysis: Analysis, sample: Sample, tmp_path: Path
) -> None:
    row = drain(cross_clip(sample, analysis, Settings(renderer="instant", sheets=tmp_path)))
    assert (row.clip, row.failure) == (sample.name, "")
    assert row.pairs > 0
    assert 0 < row.face_distance < row.aligned_face_distance
    assert [path.name for path in tmp_path.iterdir()] == [f"{sample.name}-cross.png"]


def test_a_clip_without_a_face_or_without_a_pair_says_so(analysis: Analysis, sample: Sample) -> None:
    nobody = drain(cross_clip(sample, replace(analysis, tracks=()), Settings()))
    assert (nobody.pairs, "shows no face" in nobody.failure) == (0, True)
    moment = replace(analysis, tracks=(analysis.tracks[0].part(slice(0, WITHHELD)),))
    short = drain(cross_clip(sample, moment, Settings()))
    assert (short.pairs, "no two frames of one pose" in short.failure) == (0, True)
