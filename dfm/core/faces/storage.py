"""Face tracks on disk: one uncompressed .npz archive of plain arrays, never a pickle."""

import json
import secrets
import zipfile
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from dfm.core.faces.tracks import FaceTrack


class NotStored(Exception):
    """The archive is missing, damaged or of another version."""


def store_tracks(path: Path, tracks: tuple[FaceTrack, ...], facts: dict[str, Any]) -> None:
    """Write tracks with some JSON facts; the file appears whole or not at all (OSError)."""
    arrays: dict[str, Any] = {"facts": np.array(json.dumps(facts))}
    for track in tracks:
        for entry in fields(FaceTrack):
            arrays[f"{track.number}.{entry.name}"] = np.asarray(getattr(track, entry.name))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("wb") as file:
            np.savez(file, **arrays)
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
    values = {entry.name: archive[f"{number}.{entry.name}"] for entry in fields(FaceTrack)}
    values["number"] = int(values["number"])
    for name in ("residual", "shading_gain"):
        values[name] = float(values[name])
    return FaceTrack(**values)
