"""Every protocol of `dfm evaluate` has a job, which begins with nothing but a generator."""

from pathlib import Path

import pytest

from dfm.cli.protocols import MOST_CLIPS, PROTOCOLS, Wanted, job_of
from dfm.core.errors import InputError


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_folder_that_is_not_there_is_named(protocol: str, tmp_path: Path) -> None:
    wanted = Wanted(
        clips=tmp_path / "gone",
        emotions=None,
        limit=MOST_CLIPS.get(protocol),
        frames=48,
        intensity="high",
        renderer="instant",
        photos=None,
        estimator="blendshape",
        sheets=None,
        cross=False,
        decoders=None,
        least_seconds=20.0,
        epochs=0,
        trained=None,
        minutes=1.0,
        seed=0,
    )
    with pytest.raises(InputError, match="gone"):
        next(job_of(protocol, wanted))


def test_every_limit_belongs_to_a_protocol() -> None:
    assert set(MOST_CLIPS) <= set(PROTOCOLS)
