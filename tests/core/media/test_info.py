"""Facts about a video survive as JSON, and its content has a stable name."""

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from dfm.core.media.info import BLOCK, SAMPLED_BLOCKS, content_id, from_json, to_json
from dfm.core.media.probe import probe

Make = Callable[..., Path]


def test_json_brings_back_the_same_value(make: Make) -> None:
    info = probe(make("a.mp4", matrix=(0, 65536, 0, -65536, 0, 0, 0, 0, 1 << 30), metadata={"title": "Tea"}))
    assert info.audio
    assert info.display_matrix is not None
    assert from_json(json.loads(json.dumps(to_json(info)))) == info


def test_a_record_that_lacks_a_field_is_refused(make: Make) -> None:
    stored = to_json(probe(make("a.mp4", frames=2)))
    del stored["frame_rate"]
    with pytest.raises(KeyError):
        from_json(stored)


@pytest.mark.parametrize(
    ("rotation", "upright", "shown"), [(0, (96, 64), (128, 64)), (90, (64, 96), (48, 96))]
)
def test_sizes_follow_rotation_and_pixel_aspect(
    make: Make, rotation: int, upright: tuple[int, int], shown: tuple[int, int]
) -> None:
    info = replace(probe(make("a.mp4", frames=2)), rotation=rotation, pixel_aspect=Fraction(4, 3))
    assert info.upright_size == upright
    assert info.display_size == shown


def test_content_id_depends_on_content_alone(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_bytes(b"same")
    second.write_bytes(b"same")
    assert content_id(first) == content_id(second)
    second.write_bytes(b"some")
    assert content_id(first) != content_id(second)


@pytest.mark.parametrize("place", [0, 0.5, 1])
def test_content_id_of_a_large_file_sees_head_middle_and_tail(tmp_path: Path, place: float) -> None:
    path = tmp_path / "large"
    size = BLOCK * SAMPLED_BLOCKS * 4
    content = bytearray(size)
    path.write_bytes(content)
    before = content_id(path)
    at = {0: 3, 0.5: (size - BLOCK) * 7 // (SAMPLED_BLOCKS - 1) + 5, 1: size - 1}[place]
    content[at] = 1
    path.write_bytes(content)
    assert content_id(path) != before
