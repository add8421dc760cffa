"""Which face of each video is the person: by likeness, by name, or a question where it is unclear."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.errors import InputError, UsageError
from dfm.core.training.person_tracks import choose_faces, videos_among
from tests.core.training.person_footage import face

COMMON = np.zeros(1024, np.float32)


def _looks(person: int, seed: int = 0, noise: float = 0.3) -> NDArray[np.float32]:
    """A descriptor of a person in one light."""
    own = np.random.default_rng(person).normal(size=1024)
    seen = own + noise * np.random.default_rng((person, seed)).normal(size=1024)
    return np.append(seen / np.linalg.norm(seen), np.zeros(3)).astype(np.float32)


def _warnings() -> list[str]:
    return []


def test_the_one_who_is_seen_longest_over_all_videos_is_the_person() -> None:
    told = _warnings()
    videos = [
        [face("a.mp4", 1, _looks(7), 200), face("a.mp4", 2, _looks(1, 1), 150)],
        [face("b.mp4", 1, _looks(1, 2), 300), face("b.mp4", 2, _looks(8), 30)],
        [face("c.mp4", 1, _looks(1, 3), 100)],
    ]
    chosen = choose_faces(videos, COMMON, told.append)
    assert [(each.path.name, each.track.number) for each in chosen] == [
        ("a.mp4", 2),
        ("b.mp4", 1),
        ("c.mp4", 1),
    ]
    assert told == []


def test_a_video_of_somebody_else_is_left_out_with_a_warning() -> None:
    told = _warnings()
    videos = [[face("a.mp4", 1, _looks(1), 300)], [face("b.mp4", 1, _looks(2), 60)]]
    chosen = choose_faces(videos, COMMON, told.append)
    assert [each.path.name for each in chosen] == ["a.mp4"]
    assert len(told) == 1
    assert "b.mp4 is left out" in told[0]
    assert "b.mp4@1" in told[0]


def test_two_people_about_as_long_are_a_question_that_lists_them() -> None:
    videos = [[face("a.mp4", 1, _looks(1), 100), face("a.mp4", 2, _looks(2), 90)]]
    with pytest.raises(InputError, match=r"face 1 of a\.mp4 \(3\.3 s\); face 2 of a\.mp4 \(3\.0 s\).*--face"):
        choose_faces(videos, COMMON, _warnings().append)
    assert choose_faces(videos, COMMON, _warnings().append, {Path("a.mp4"): 2})[0].track.number == 2
    named = choose_faces(videos, COMMON, _warnings().append, {Path("a.mp4"): 1})
    assert named[0].track.number == 1


def test_a_named_face_leads_the_way_in_the_other_videos() -> None:
    videos = [
        [face("a.mp4", 1, _looks(1), 300), face("a.mp4", 2, _looks(2), 90)],
        [face("b.mp4", 1, _looks(1, 4), 300), face("b.mp4", 2, _looks(2, 4), 90)],
    ]
    chosen = choose_faces(videos, COMMON, _warnings().append, {Path("a.mp4"): 2})
    assert [each.track.number for each in chosen] == [2, 2]


def test_somebody_unlike_counts_where_the_user_says_so() -> None:
    told = _warnings()
    videos = [[face("a.mp4", 1, _looks(1), 300)], [face("b.mp4", 1, _looks(2), 60)]]
    chosen = choose_faces(videos, COMMON, told.append, {Path("a.mp4"): 1, Path("b.mp4"): 1})
    assert len(chosen) == 2
    assert told == []


def test_a_face_a_little_like_the_person_is_taken_with_a_warning() -> None:
    told = _warnings()
    videos = [[face("a.mp4", 1, _looks(1, 0), 300)], [face("b.mp4", 1, _looks(1, 5, noise=2.1), 250)]]
    assert len(choose_faces(videos, COMMON, told.append)) == 2
    assert "resembles a little" in told[0]


def test_two_faces_of_one_video_that_are_as_like_are_a_question() -> None:
    videos = [
        [face("a.mp4", 1, _looks(1), 300)],
        [face("b.mp4", 1, _looks(1, 6, noise=1.2), 60), face("b.mp4", 2, _looks(1, 7, noise=1.2), 60)],
    ]
    with pytest.raises(InputError, match=r"unclear who in b\.mp4.*b\.mp4@"):
        choose_faces(videos, COMMON, _warnings().append, {Path("a.mp4"): 1})


def test_a_face_that_there_is_not_is_told_with_those_that_there_are() -> None:
    with pytest.raises(UsageError, match=r"no face 3.*face 1 of a\.mp4"):
        choose_faces([[face("a.mp4", 1, _looks(1))]], COMMON, _warnings().append, {Path("a.mp4"): 3})


def test_a_named_face_in_a_video_that_shows_none_is_told() -> None:
    with pytest.raises(InputError, match=r"gone\.mp4 shows no face"):
        choose_faces([[face("a.mp4", 1, _looks(1))]], COMMON, _warnings().append, {Path("gone.mp4"): 1})


def test_videos_are_those_named_and_those_in_folders_once_each(tmp_path: Path) -> None:
    for name in ("b.MP4", "a.mov", "notes.txt", ".hidden.mp4"):
        (tmp_path / name).touch()
    found = videos_among([tmp_path / "a.mov", tmp_path])
    assert [path.name for path in found] == ["a.mov", "b.MP4"]


def test_a_folder_without_videos_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no video"):
        videos_among([tmp_path])
    with pytest.raises(InputError, match="no video to learn from"):
        videos_among([])
