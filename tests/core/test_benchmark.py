"""The benchmark measures what it promises to, on a short clip, and leaves nothing behind."""

import os
from pathlib import Path

import pytest

from dfm.core.benchmark import benchmark
from dfm.core.demo import make_demo_clip
from dfm.core.errors import InputError, UsageError
from dfm.core.jobs import Progress, drain


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One second of the person of the demo, alone in its folder."""
    return drain(make_demo_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", seconds=1, size=256))


def test_a_short_clip_is_measured_in_every_respect(clip: Path) -> None:
    cache, seen = os.environ["DFM_CACHE_DIR"], list[Progress]()
    report = drain(benchmark(clip, runs=1, renderer="instant"), seen.append)
    assert os.environ["DFM_CACHE_DIR"] == cache
    names = [measure.name.partition(",")[0] for measure in report.measures]
    assert names == [
        "analysis",
        "instant rendering",
        "reenact once analysed",
        "peak memory",
        "dfm --help",
        "import of the document room",
    ]
    assert all(measure.value > 0 for measure in report.measures)
    memory = report.measures[3].value
    assert 0.05 < memory < 1.2
    assert report.measures[5].value < report.measures[4].value
    assert {"analyze", "rendering clip.mp4", "memory, clip.mp4", "start-up"} <= {each.stage for each in seen}
    assert [path.name for path in clip.parent.iterdir()] == ["clip.mp4"]


@pytest.mark.parametrize("renderer", ["reference", "trained"])
def test_renderers_that_borrow_have_a_bank_to_build(renderer: str, clip: Path) -> None:
    report = drain(benchmark(clip, runs=1, renderer=renderer))
    by_name = {measure.name.partition(",")[0]: measure for measure in report.measures}
    assert by_name[f"{renderer} rendering"].value > 0
    assert by_name["bank building"].budget == "3 or less"
    assert by_name["bank building"].unit == "s a minute of video"


def test_impossible_requests_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="give more"):
        drain(benchmark(runs=0))
    with pytest.raises(UsageError, match="magic"):
        drain(benchmark(renderer="magic"))
    with pytest.raises(InputError, match=r"absent\.mp4"):
        drain(benchmark(tmp_path / "absent.mp4"))
