"""An analysis as a table that a person can read."""

from fractions import Fraction

from dfm.cli.text import columns, plural, size
from dfm.core.analyze import Analysis
from dfm.core.document.timebase import Span, format_timecode
from dfm.core.faces.tracks import FaceTrack
from dfm.core.media.info import MediaInfo

MOST_SPANS = 4
MOST_SHOTS = 12


def analysis_table(analysis: Analysis) -> str:
    """The facts of the video, a line for each face, the shots, and the warnings."""
    parts = [_facts(analysis.media), _faces(analysis), _shots(analysis)]
    parts += [f"Warning: {warning}" for warning in analysis.warnings]
    return "\n\n".join(parts)


def _facts(media: MediaInfo) -> str:
    width, height = media.upright_size
    rate = f"{float(media.frame_rate):.6g} frames/s{', varying' if media.variable_rate else ''}"
    turned = f", turned by {media.rotation}°" if media.rotation else ""
    pixels = f", pixels {media.pixel_aspect}" if media.pixel_aspect != 1 else ""
    sound = ", ".join(f"{each.codec} {each.sample_rate} Hz {each.layout}" for each in media.audio)
    return columns(
        [
            ("video", str(media.path)),
            ("picture", f"{width} x {height}, {media.codec}, {media.pix_fmt}{turned}{pixels}"),
            ("length", f"{format_timecode(media.frames, media.frame_rate)}, {media.frames} frames, {rate}"),
            ("sound", sound or "none"),
            ("file", f"{size(media.size_bytes)}, {media.container}"),
        ]
    )


def _faces(analysis: Analysis) -> str:
    heading = ("face", "seen", "height", "of frame", "when")
    rows = [_face(track, analysis.media) for track in analysis.tracks]
    title = f"{plural(len(rows), 'face')}".capitalize()
    return "\n".join([title, columns([heading, *rows])]) if rows else title


def _face(track: FaceTrack, media: MediaInfo) -> tuple[str, ...]:
    heights = sorted(float(height) for height in track.boxes[:, 3])
    middle = heights[len(heights) // 2]
    return (
        f"{track.number:>4}",
        f"{len(track.frames)} frames, {_share(len(track.frames), media.frames)}",
        f"{middle:.0f} px ({heights[0]:.0f} to {heights[-1]:.0f})",
        f"{100 * middle / media.upright_size[1]:.0f} %",
        _spans(track.spans, media.frame_rate, MOST_SPANS),
    )


def _shots(analysis: Analysis) -> str:
    shots = analysis.shots
    return f"{plural(len(shots), 'shot')}".capitalize() + (
        f"\n{_spans(shots, analysis.media.frame_rate, MOST_SHOTS)}" if shots else ""
    )


def _spans(spans: tuple[Span, ...], rate: Fraction, most: int) -> str:
    """The first spans as timecodes, and how many more there are."""
    words = [
        f"{format_timecode(span.start, rate)}-{format_timecode(span.end, rate)}" for span in spans[:most]
    ]
    return ", ".join(words) + (f" and {len(spans) - most} more" if len(spans) > most else "")


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"
