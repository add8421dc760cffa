"""What can be wished for an exported video: formats, quality in words, which part, how large.

Values alone; the dialog shows them and the studio carries them out.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from dfm.core.document.timebase import Span

if TYPE_CHECKING:
    from dfm.core.media.info import MediaInfo

AUDIO_BITS_PER_SECOND = 128_000
"""Of one sound track; most are copied as they are."""


@dataclass(frozen=True, slots=True)
class Quality:
    """One step of the quality slider: what the encoder is told, in words, and bits per pixel and frame.

    The bits are the middle of what talking heads of 256 to 1920 pixels took.
    """

    value: int | None
    words: str
    bits: float


@dataclass(frozen=True, slots=True)
class Format:
    """A codec in a container; `qualities` go from the smallest file to the best picture."""

    codec: str
    suffix: str
    title: str
    purpose: str
    qualities: tuple[Quality, ...]
    usual: int = 0
    """The step to begin with."""

    def nearest(self, value: int | None) -> int:
        """The step whose value is nearest."""
        if value is None:
            return self.usual
        steps = range(len(self.qualities))
        return min(steps, key=lambda step: abs((self.qualities[step].value or 0) - value))


FORMATS = (
    Format(
        "h264",
        ".mp4",
        "H.264 (MP4)",
        "Plays everywhere",
        (
            Quality(29, "Small, some detail is lost", 0.016),
            Quality(25, "Good for the web", 0.026),
            Quality(21, "Very good", 0.045),
            Quality(17, "Looks like the input", 0.07),
            Quality(12, "Hardly to be told from the input", 0.13),
        ),
        usual=3,
    ),
    Format(
        "hevc",
        ".mp4",
        "HEVC (MP4)",
        "Smaller files, for newer players; takes longer",
        (
            Quality(31, "Small, some detail is lost", 0.013),
            Quality(27, "Good for the web", 0.02),
            Quality(23, "Very good", 0.033),
            Quality(19, "Looks like the input", 0.055),
            Quality(14, "Hardly to be told from the input", 0.11),
        ),
        usual=3,
    ),
    Format(
        "prores",
        ".mov",
        "ProRes (MOV)",
        "For editing on in another program; large files",
        (
            Quality(0, "Proxy, for cutting", 0.9),
            Quality(1, "LT", 1.9),
            Quality(2, "Standard", 2.9),
            Quality(3, "High quality", 4.2),
        ),
        usual=3,
    ),
    Format(
        "ffv1",
        ".mkv",
        "FFV1 (MKV)",
        "Keeps every bit, for archives; large files",
        (Quality(None, "Without loss", 2.4),),
    ),
)


def format_of(codec: str) -> Format:
    """The format of a codec, or the first one where there is none."""
    return next((each for each in FORMATS if each.codec == codec), FORMATS[0])


@dataclass(frozen=True, slots=True)
class ExportWish:
    """A file to write and what it shows; `span` None is the whole video."""

    target: Path
    codec: str = "h264"
    quality: int | None = None
    span: Span | None = None
    audio: bool = True
    side_by_side: bool = False
    overwrite: bool = False


def estimated_bytes(
    media: "MediaInfo", quality: Quality, span: Span | None, *, audio: bool, side_by_side: bool
) -> int:
    """About how large the file gets."""
    frames = media.frames if span is None else span.length
    pixels = media.width * media.height * (2 if side_by_side else 1)
    depth = media.bit_depth / 8 if quality.value is None else 1
    seconds = frames / media.frame_rate
    sound = len(media.audio) * AUDIO_BITS_PER_SECOND * seconds if audio else Fraction(0)
    return round((pixels * frames * quality.bits * depth + float(sound)) / 8)


def free_target(folder: Path, stem: str, suffix: str) -> Path:
    """A name in a folder that no file has yet: `talk happy.mp4`, `talk happy 2.mp4`."""
    target, number = folder / f"{stem}{suffix}", 1
    while target.exists():
        number += 1
        target = folder / f"{stem} {number}{suffix}"
    return target


def rough_words(size: int) -> str:
    """A number of bytes that is no more than a guess, in two digits: `32 MB`, `1.2 GB`."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6)):
        if size >= factor:
            number = float(f"{size / factor:.2g}")
            return f"{number:.0f} {unit}" if number >= 10 else f"{number:.1f} {unit}"
    return f"{max(10, round(size / 1000, -1)):.0f} kB"
