"""The canonical face mesh that MediaPipe's model file carries: shape, texture coordinates, triangles.

It is read straight from the file's protobuf wire format, since no package exposes it.
"""

import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dfm.core.errors import MissingWeights

_PART = "geometry_pipeline_metadata_landmarks.binarypb"


@dataclass(frozen=True, slots=True)
class CanonicalMesh:
    """Vertices (468, 3) in centimetres (x right, y up, z to the viewer), uv (468, 2) with v down,
    triangles (898, 3), and the weights (468,) with which rigid alignment trusts each vertex."""

    vertices: NDArray[np.float32]
    uv: NDArray[np.float32]
    triangles: NDArray[np.int32]
    rigidity: NDArray[np.float32]


def read_canonical_mesh(model: Path) -> CanonicalMesh:
    """The mesh inside a `face_landmarker.task` file."""
    try:
        with zipfile.ZipFile(model) as parts:
            metadata = parts.read(_PART)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise MissingWeights(
            f"{model} is not a face landmark model; run `dfm models fetch face_landmarker`."
        ) from error
    return _parse(metadata)


def _parse(metadata: bytes) -> CanonicalMesh:
    floats: list[float] = []
    indices: list[int] = []
    rigidity = np.zeros(468, np.float32)
    for field, value in _fields(metadata):
        if field == 1 and isinstance(value, bytes):
            for part, content in _fields(value):
                if part == 3 and isinstance(content, bytes):
                    floats += struct.unpack(f"<{len(content) // 4}f", content)
                elif part == 4 and isinstance(content, int):
                    indices.append(content)
        elif field == 2 and isinstance(value, bytes):
            entry = dict(_fields(value))
            weight = entry[2]
            assert isinstance(weight, bytes)
            rigidity[int(entry.get(1, 0))] = struct.unpack("<f", weight)[0]
    table = np.array(floats, np.float32).reshape(-1, 5)
    uv = table[:, 3:]
    return CanonicalMesh(
        np.ascontiguousarray(table[:, :3]),
        np.ascontiguousarray(uv),
        np.array(indices, np.int32).reshape(-1, 3),
        rigidity,
    )


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    position = 0
    while position < len(data):
        key, position = _varint(data, position)
        kind = key & 7
        if kind == 0:
            value, position = _varint(data, position)
            yield key >> 3, value
            continue
        size = 4
        if kind == 2:
            size, position = _varint(data, position)
        elif kind == 1:
            size = 8
        yield key >> 3, data[position : position + size]
        position += size


def _varint(data: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, position
