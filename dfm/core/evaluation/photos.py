"""Labelled photographs to evaluate on: a folder with a photos.csv (columns file, use, label)."""

import csv
from pathlib import Path

from dfm.core.document.emotions import emotion
from dfm.core.errors import InputError
from dfm.core.evaluation.samples import TRAINED

TABLE = "photos.csv"


def read_photos(folder: Path) -> tuple[tuple[Path, str], ...]:
    """The photographs that no net was trained on, each with its emotion's name; InputError where none is."""
    try:
        with (folder / TABLE).open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise InputError(
            f"{folder / TABLE} cannot be read: give a folder of photographs with such a list."
        ) from error
    found = tuple(
        (folder / row["file"], emotion(row["label"]).name)
        for row in rows
        if row.get("use") != TRAINED and row.get("label") and (folder / row["file"]).is_file()
    )
    if not found:
        raise InputError(f"{folder / TABLE} names no labelled photograph that was not trained on: add some.")
    return found
