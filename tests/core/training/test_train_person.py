"""`train decoder` through its front door: a person's file from clips, and what is refused."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dfm.core import weights
from dfm.core.affect.estimator import NAMES
from dfm.core.errors import InputError, UsageError, WriteError
from dfm.core.faces.model import load_face_model
from dfm.core.jobs import drain
from dfm.core.motion.person import PersonDecoder, one_hot
from dfm.core.persons import load_person
from dfm.core.training import person as training
from dfm.core.training.person import Settings, Trained, Where, learn_person, train, ways_of
from tests.core.training.person_footage import Nothing, footage

CLIPS = Path(__file__).resolve().parents[4] / "shared" / "clips"
NEEDED = (
    "styletalk_furious_talk2_clip5.mp4",
    "styletalk_furious_talk2_clip6.mp4",
    "styletalk_trump_clip1.mp4",
)


@pytest.fixture(scope="module")
def trained(
    demo_clip: Path, short_clip: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Trained]:
    """Learned for a moment from two clips, between which lies a file that is no video."""
    folder = tmp_path_factory.mktemp("person")
    (folder / "broken.mp4").write_bytes(b"no video at all")
    out = folder / "ada.dfmperson"
    videos = [demo_clip, folder / "broken.mp4", short_clip]
    return out, drain(train(videos, out, Settings(epochs=3), name="Ada", universal=Nothing()))


def test_it_makes_a_file_that_plays_the_person(trained: tuple[Path, Trained]) -> None:
    out, found = trained
    person = load_person(out)
    assert person.name == "Ada"
    assert person.videos == 2
    assert 4 < person.seconds < 7.5
    assert found.size == out.stat().st_size < 100_000
    assert found.frames == found.dropped.total() + len(person.places)
    assert "anger" in person.thin
    curve = np.linspace(0, 0.5, 20)[:, None] * np.array([1.0, 0.2])
    played = person.decoder.decode("happy", curve, np.arange(20) / 30, 1)
    assert np.isfinite(played).all()
    assert np.abs(played).max() < 8


def test_what_cannot_be_read_is_named_and_left_out(trained: tuple[Path, Trained]) -> None:
    _, found = trained
    assert len(found.warnings) == 1
    assert found.warnings[0].startswith("broken.mp4 is left out")


def test_pictures_and_a_log_lie_beside_it_and_nothing_else(trained: tuple[Path, Trained]) -> None:
    out, _ = trained
    names = {path.name for path in out.parent.iterdir()} - {"broken.mp4"}
    assert names == {"ada.dfmperson", "ada.places.png", "ada.loss.png", "ada.tfevents"}


def test_the_same_seed_gives_the_same_file(trained: tuple[Path, Trained], demo_clip: Path,
                                           short_clip: Path, tmp_path: Path) -> None:  # fmt: skip
    out, _ = trained
    again = tmp_path / "ada.dfmperson"
    settings = Settings(epochs=3)
    drain(train([demo_clip, short_clip], again, settings, name="Ada", universal=Nothing()))
    assert again.read_bytes() == out.read_bytes()


def test_the_papers_preset_is_learned_and_saved(short_clip: Path, demo_clip: Path, tmp_path: Path,
                                                monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    from dfm.models.person_decoder import PaperConfig, PaperDecoder

    small = PaperConfig(widths=(64, 32))
    monkeypatch.setattr("dfm.core.training.person_lessons.PaperDecoder", lambda: PaperDecoder(small))
    out = tmp_path / "paper.dfmperson"
    found = drain(train([demo_clip], out, Settings("paper", epochs=2)))
    person = load_person(out)
    assert person.preset == "paper"
    assert person.name == "paper"
    assert found.courses.keys() == {"learn"}
    assert len(found.courses["learn"].losses) == 2


def test_the_default_learns_the_person_and_falls_back_to_anybody(tmp_path: Path) -> None:
    found = footage(600, videos=5)
    learned = drain(learn_person(found, Nothing(), Settings(epochs=20), Where(tmp_path / "checkpoint")))
    decoder = PersonDecoder(learned.net, Nothing(), load_face_model(weights.find("face_model")))
    there = np.array([[0.1, 0.0], [0.5, 0.2]])
    played = decoder.mean(there, one_hot("happy", 2))
    np.testing.assert_allclose(played[1, :2], [1.0, 0.2], atol=0.25)
    assert played[1, 0] > played[0, 0] + 0.4
    for label in NAMES[2:]:
        assert np.abs(decoder.mean(np.array([[-0.7, -0.5], [-0.3, 0.8]]), one_hot(label, 2))).max() < 0.02
    spread = decoder.spread(there[1:], one_hot("happy", 1))
    assert 0.02 < np.median(spread) < 0.25  # anybody's is 0.5, the person's noise 0.05
    assert {"anger", "fear", "sad"} <= set(learned.thin)


def test_what_is_broken_off_goes_on_to_the_same_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dfm.core.training.person_loop.CHECKPOINT_SECONDS", 0.0)
    monkeypatch.setattr("dfm.core.training.person_loop.PROGRESS_SECONDS", 0.0)
    found, settings = footage(200), Settings(epochs=6)
    whole = drain(learn_person(found, Nothing(), settings, Where(tmp_path / "whole")))
    job = learn_person(found, Nothing(), settings, Where(tmp_path / "broken"))
    for progress in job:
        if progress.stage == "learn" and progress.total and progress.done > 70:
            break
    job.close()
    again = Settings(epochs=6, resume=True)
    resumed = drain(learn_person(found, Nothing(), again, Where(tmp_path / "broken")))
    for (one, _), (other, _) in zip(whole.net.layers, resumed.net.layers, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_cancelled_run_leaves_no_half_file(demo_clip: Path, tmp_path: Path) -> None:
    job = train([demo_clip], tmp_path / "ada.dfmperson", Settings())
    for progress in job:
        if progress.stage.startswith("find how long") and progress.done > 40:
            break
    job.close()
    assert not list(tmp_path.glob("*.part"))
    assert not (tmp_path / "ada.dfmperson").exists()


def test_videos_without_a_face_are_refused(clips: Any, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No video of 1 shows a face"):
        drain(train([clips.folder / "nobody.mp4"], tmp_path / "a.dfmperson", Settings()))
    with pytest.raises(InputError, match="does not exist"):
        drain(train([tmp_path / "gone.mp4"], tmp_path / "a.dfmperson", Settings()))


def test_too_little_footage_is_refused_with_what_was_dropped(clips: Any, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"Only \d+ of \d+ frames"):
        drain(train([clips.folder / "ada.mp4"], tmp_path / "a.dfmperson", Settings()))


def test_a_place_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path) -> None:
    for out, error, words in (
        (tmp_path / "nowhere" / "a.dfmperson", WriteError, "does not exist"),
        (tmp_path / "a.safetensors", UsageError, "ends in"),
    ):
        with pytest.raises(error, match=words):
            next(train([tmp_path], out, Settings()))
    (tmp_path / "b.dfmperson").mkdir()
    with pytest.raises(WriteError, match="is a folder"):
        next(train([tmp_path], tmp_path / "b.dfmperson", Settings()))


def test_an_unknown_preset_is_refused(tmp_path: Path) -> None:
    settings = Settings("best")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="no preset 'best'"):
        drain(learn_person(footage(60), Nothing(), settings, Where(tmp_path / "c")))


def test_ways_vary_together_as_the_footage_does() -> None:
    chance = np.random.default_rng(0)
    together = chance.normal(size=(500, 1)) * np.array([1.0, 1.0, -1.0])
    residual = np.concatenate([together, chance.normal(size=(500, 27))], axis=1)
    ways = ways_of(residual, np.ones(500))
    assert ways.shape == (training.WAYS, 30)
    np.testing.assert_allclose(np.linalg.norm(ways, axis=0), 1, atol=1e-3)
    drawn = chance.normal(size=(4000, training.WAYS)) @ ways
    assert np.corrcoef(drawn[:, 0], drawn[:, 1])[0, 1] > 0.9
    assert np.corrcoef(drawn[:, 0], drawn[:, 2])[0, 1] < -0.9


@pytest.mark.skipif(not all((CLIPS / name).exists() for name in NEEDED), reason="the clips are not here")
def test_one_person_is_found_among_real_videos(tmp_path: Path) -> None:
    videos = [CLIPS / name for name in NEEDED]
    with pytest.raises(InputError, match="2 people for about as long"):
        drain(train(videos, tmp_path / "a.dfmperson", Settings(epochs=1)))
    found = drain(train(videos, tmp_path / "a.dfmperson", Settings(epochs=1), face=1))
    assert found.learned.videos == 2
    assert any("trump" in warning for warning in found.warnings)
