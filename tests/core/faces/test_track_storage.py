"""Face tracks on disk: whole, or not at all."""

import resource
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from dfm.core.faces.storage import NotStored, load_tracks, store_tracks
from dfm.core.faces.tracks import FaceTrack

FACTS = {"shots": [[0, 12]], "warnings": ["Grüße"], "frames": 12}


def _track(number: int, frames: int = 6) -> FaceTrack:
    chance = np.random.default_rng(number)

    def some(*shape: int) -> np.ndarray:
        return chance.normal(0, 1, shape).astype(np.float32)

    return FaceTrack(
        number=number,
        frames=np.arange(frames, dtype=np.int32) * 2,
        points=some(frames, 478, 3),
        blendshapes=some(frames, 52),
        rotation=some(frames, 3, 3),
        scale=some(frames),
        translation=some(frames, 3),
        expression=some(frames, 30),
        gaze=some(frames, 2, 2),
        aperture=some(frames),
        confidence=some(frames),
        identity=some(20),
        neutral=some(468, 3),
        residual=0.0123,
        shading_gain=1.1,
    )


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "new folder" / "tracks.npz"
    store_tracks(path, (_track(1), _track(2, 3)), FACTS)
    return path


def test_what_was_stored_comes_back(archive: Path) -> None:
    tracks, facts = load_tracks(archive)
    assert facts == FACTS
    assert [track.number for track in tracks] == [1, 2]
    for found, wanted in zip(tracks, (_track(1), _track(2, 3)), strict=True):
        for entry in fields(FaceTrack):
            value, right = getattr(found, entry.name), getattr(wanted, entry.name)
            np.testing.assert_array_equal(value, right)
            if entry.name == "points":
                continue  # a file's rows instead of an array
            assert type(value) is type(right)
            if isinstance(right, np.ndarray):
                assert value.dtype == right.dtype


def test_no_face_is_stored_too(tmp_path: Path) -> None:
    store_tracks(tmp_path / "none.npz", (), FACTS)
    assert load_tracks(tmp_path / "none.npz") == ((), FACTS)


def test_storing_again_replaces_and_leaves_no_part(archive: Path) -> None:
    store_tracks(archive, (_track(1),), {"frames": 1})
    tracks, facts = load_tracks(archive)
    assert len(tracks) == 1
    assert facts == {"frames": 1}
    assert list(archive.parent.iterdir()) == [archive]


def test_a_write_that_fails_leaves_the_old_archive(archive: Path) -> None:
    before = archive.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, hard))  # as if the disk ran full
    try:
        with pytest.raises(OSError, match="large"):
            store_tracks(archive, (_track(1), _track(2, 6)), FACTS)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert archive.read_bytes() == before
    assert list(archive.parent.iterdir()) == [archive]


def test_a_missing_file_or_a_folder_is_not_stored(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.npz", tmp_path):
        with pytest.raises(NotStored):
            load_tracks(path)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.95, 0.999])
def test_a_file_cut_short_is_not_stored(archive: Path, share: float) -> None:
    whole = archive.read_bytes()
    archive.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(NotStored):
        load_tracks(archive)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.7, 0.9])
def test_changed_bytes_are_not_stored(archive: Path, share: float) -> None:
    damaged = bytearray(archive.read_bytes())
    place = int(len(damaged) * share)
    damaged[place : place + 64] = bytes(64 * [0xA5])
    archive.write_bytes(damaged)
    with pytest.raises(NotStored):
        load_tracks(archive)


def test_an_archive_of_another_version_is_not_stored(archive: Path) -> None:
    with np.load(archive) as stored:
        arrays = {name: stored[name] for name in stored.files if not name.endswith("gaze")}
    np.savez(archive, **arrays)
    with pytest.raises(NotStored):
        load_tracks(archive)


def test_a_pickle_is_never_opened(tmp_path: Path) -> None:
    path = tmp_path / "pickled.npz"
    np.savez(path, facts=np.array([{"a": 1}], dtype=object))
    with pytest.raises(NotStored):
        load_tracks(path)
