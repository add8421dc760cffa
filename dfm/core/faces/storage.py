"""Face tracks on disk: one uncompressed .npz archive of plain arrays, never a pickle."""

import json
import secrets
import zipfile
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.rows import SHAPE, SIZE, Rows, SpooledRows, parts
from dfm.core.faces.tracks import FaceTrack


class NotStored(Exception):
    """The archive is missing, damaged or of another version."""


def store_tracks(path: Path, tracks: tuple[FaceTrack, ...], facts: dict[str, Any]) -> None:
    """Write tracks with some JSON facts; the file appears whole or not at all (OSError)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        with zipfile.ZipFile(part, "w") as archive:
            _write(archive, "facts", np.array(json.dumps(facts)))
            for track in tracks:
                for entry in fields(FaceTrack):
                    if entry.name != "points":
                        value = np.asarray(getattr(track, entry.name))
                        _write(archive, f"{track.number}.{entry.name}", value)
                _write_rows(archive, f"{track.number}.points", track.points)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def load_tracks(path: Path) -> tuple[tuple[FaceTrack, ...], dict[str, Any]]:
    """Read what `store_tracks` wrote; NotStored where that cannot be done."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            facts = json.loads(str(archive["facts"]))
            count = sum(name.endswith(".number") for name in archive.files)
            return tuple(_track(archive, number) for number in range(1, count + 1)), facts
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise NotStored(str(error)) from error


def _track(archive: Any, number: int) -> FaceTrack:
    names = [entry.name for entry in fields(FaceTrack) if entry.name != "points"]
    values = {name: archive[f"{number}.{name}"] for name in names}
    values["points"] = _read_rows(archive.zip, f"{number}.points")
    if len(values["points"]) != len(values["frames"]):
        raise NotStored("its points are not those of its frames")
    values["number"] = int(values["number"])
    for name in ("residual", "shading_gain"):
        values[name] = float(values[name])
    return FaceTrack(**values)


def _write(archive: zipfile.ZipFile, name: str, value: NDArray[Any]) -> None:
    with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
        np.lib.format.write_array(member, value, allow_pickle=False)


def _write_rows(archive: zipfile.ZipFile, name: str, rows: Rows) -> None:
    """What `_write` writes, without ever holding all of it."""
    facts = {"descr": "<f4", "fortran_order": False, "shape": (len(rows), *SHAPE)}
    with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
        np.lib.format.write_array_header_1_0(member, facts)
        for part in parts(len(rows)):
            member.write(rows[part].astype("<f4", copy=False).tobytes())


def _read_rows(archive: zipfile.ZipFile, name: str) -> SpooledRows:
    rows = SpooledRows()
    with archive.open(f"{name}.npy") as member:
        np.lib.format.read_magic(member)
        shape, _, kind = np.lib.format.read_array_header_1_0(member)
        if shape[1:] != SHAPE or kind != np.float32:
            raise NotStored("its points have another shape")
        for _ in range(shape[0]):
            rows.append(np.frombuffer(member.read(SIZE), "<f4").reshape(SHAPE))
    return rows
