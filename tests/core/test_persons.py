"""A person's file: written, read, and refused where it is another thing."""

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from dfm.core import digests
from dfm.core.errors import InputError
from dfm.core.motion.person import PersonNet, density_of, one_hot
from dfm.core.persons import Learned, Preset, load_person, read_learned, thin_emotions
from tests.core.training.person_footage import Nothing


def _learned(preset: Preset = "default") -> Learned:
    chance = np.random.default_rng(0)
    sizes = (2, 16, 30) if preset == "paper" else (10, 16, 60)
    layers = tuple(
        (chance.normal(0, 0.3, (after, before)).astype(np.float32), np.zeros(after, np.float32))
        for before, after in pairwise(sizes)
    )
    places = chance.uniform(-0.5, 0.5, (50, 2)).astype(np.float32)
    density = density_of(places, one_hot("happy", 50), np.full(50, 0.1))
    net = PersonNet(layers, density, chance.normal(size=(3, 30)).astype(np.float32))
    return Learned("Ada", preset, net, places, ("fear",), 5.0, 2, np.zeros(30, np.float32))


@pytest.mark.parametrize("preset", ["default", "paper"])
def test_what_is_saved_is_loaded(tmp_path: Path, preset: Preset) -> None:
    path, learned = tmp_path / "ada.dfmperson", _learned(preset)
    learned.save(path)
    person = load_person(path)
    assert (person.name, person.preset, person.thin) == ("Ada", preset, ("fear",))
    assert (person.seconds, person.videos) == (5.0, 2)
    assert person.digest == digests.sha256(path)
    np.testing.assert_allclose(person.places, learned.places)
    found = person.decoder.decode("happy", np.array([[0.2, 0.1], [0.0, 0.0]]), np.array([0.0, 0.1]), 3)
    assert found.shape == (2, 30)
    assert np.isfinite(found).all()


def test_the_fallback_is_what_is_given(tmp_path: Path) -> None:
    path = tmp_path / "ada.dfmperson"
    _learned().save(path)
    assert not load_person(path, Nothing()).decoder.decode("anger", np.array([[-0.9, -0.4]])).any()


def test_other_files_are_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        load_person(tmp_path / "nobody.dfmperson")
    with pytest.raises(InputError, match="is a folder"):
        load_person(tmp_path)
    other = tmp_path / "other.dfmperson"
    other.write_bytes(b"nothing of the kind")
    with pytest.raises(InputError, match=r"other\.dfmperson is not a person's file.*dfm train decoder"):
        load_person(other)
    save_file({"x": np.zeros(3, np.float32)}, other)
    with pytest.raises(InputError, match="is not a person's file"):
        load_person(other)
    save_file({"x": np.zeros(3, np.float32)}, other, {"person": json.dumps({"schema": 9})})
    with pytest.raises(InputError, match="newer version"):
        load_person(other)


def test_a_half_file_and_wrong_content_are_refused(tmp_path: Path) -> None:
    path, learned = tmp_path / "ada.dfmperson", _learned()
    learned.save(path)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(InputError, match="broken"):
        read_learned(path)
    (weight, bias), last = learned.net.layers
    for layers in (((weight, bias),), ((weight, bias[:-1]), last), ((weight * np.nan, bias), last), ()):
        replace(learned, net=replace(learned.net, layers=layers)).save(path)
        with pytest.raises(InputError, match="is not a person's file"):
            read_learned(path)
    for density in (learned.net.density[:3], learned.net.density[:, :5], learned.net.density[0]):
        replace(learned, net=replace(learned.net, density=density)).save(path)
        with pytest.raises(InputError, match="is not a person's file"):
            read_learned(path)


def test_what_the_footage_hardly_shows_is_thin() -> None:
    places = np.concatenate([np.zeros((30, 2)), np.tile([0.6, 0.15], (30, 1))])
    shares = np.concatenate([one_hot("neutral", 30), one_hot("happy", 30)])
    thin = thin_emotions(density_of(places, shares, np.full(60, 0.1)))
    assert thin == ("surprise", "fear", "anger", "disgust", "contempt", "sad")
