"""The demo clip: five seconds of a person who talks, blinks and moves a little, made from one photograph."""

import secrets
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.demo.gestures import Gestures, gesture
from dfm.core.demo.portrait import portrait
from dfm.core.demo.puppet import Picture, Puppet
from dfm.core.demo.soundtrack import SAMPLE_RATE, soundtrack
from dfm.core.demo.speech import Speech, speak
from dfm.core.errors import WriteError
from dfm.core.faces.model import load_face_model
from dfm.core.jobs import Job, Progress
from dfm.core.media.encoding import LIMITED_RANGE
from dfm.core.media.picture import Matrix, converted

SECONDS, SIZE, RATE, SEED = 5, 640, 30, 7
TITLE = "A portrait that talks"
COMMENT = (
    "Made from NASA's public-domain portrait of Eileen Collins; the voice is synthetic and says nothing."
)
HEAD, HEAD_SIZE, NECK = (0.497, 0.31), (0.29, 0.33), (0.49, 0.60)
"""The head's middle and half its size, and where it turns, as shares of the picture."""
FADE = 0.8
"""How far outside the head, over its size, its movement fades to none."""
SOUND_BLOCK = 1024
PROGRESS_EVERY = 3


def make_demo_clip(
    path: Path, *, seconds: int = SECONDS, size: int = SIZE, rate: int = RATE, seed: int = SEED
) -> Job[Path]:
    """Write the clip as MP4, `size` (even) pixels square, and return its path; an existing file gives way."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield from _write(part, seconds, size, rate, seed)
        part.replace(path)
    except OSError as error:
        raise WriteError(
            f"{path} could not be written ({error.strerror}): choose a folder with room for it."
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return path


def _write(part: Path, seconds: int, size: int, rate: int, seed: int) -> Job[None]:
    speech = speak(seconds, seed)
    with av.open(str(part.absolute()), "w", format="mp4") as output:
        output.metadata.update({"title": TITLE, "comment": COMMENT})
        output.set_chapters(_chapters(seconds))
        video, sound = _video_stream(output, size, rate), _sound_stream(output)
        voice = _sound_packets(sound, soundtrack(speech, seconds, seed))
        pictures = _pictures(speech, seconds, size, rate, seed)
        for index, picture in enumerate(pictures):
            output.mux(video.encode(_frame(picture, index, rate)))
            for _ in range(-(-SAMPLE_RATE // rate // SOUND_BLOCK)):
                output.mux(next(voice, []))
            if (index + 1) % PROGRESS_EVERY == 0:
                yield Progress("animate", index + 1, seconds * rate)
        output.mux(video.encode(None))
        for packets in voice:
            output.mux(packets)
        output.mux(sound.encode(None))


def _pictures(speech: Speech, seconds: int, size: int, rate: int, seed: int) -> Any:
    """The frames (size, size, 3) as R'G'B' in 0..255, one after the other."""
    model = load_face_model(weights.find("face_model"))
    puppet = Puppet(model, portrait(model, size))
    times = np.arange(seconds * rate) / rate
    opening, rounding = speech.opening(times), speech.rounding(times)
    moves = gesture(times, seconds, speech.loudness(times), seed)
    fall = _head_share(size)
    for index in range(len(times)):
        drawn = puppet.draw(opening[index], rounding[index], moves.brows[index], moves.lids[index])
        yield _moved(drawn, moves, index, fall)


def _head_share(size: int) -> NDArray[np.float32]:
    """How much of the head's movement each pixel takes part in (S, S): all inside, nothing far outside."""
    rows, columns = np.mgrid[0:size, 0:size].astype(np.float32) / size
    reach = np.hypot((columns - HEAD[0]) / HEAD_SIZE[0], (rows - HEAD[1]) / HEAD_SIZE[1])
    outside = np.clip((reach - 1) / FADE, 0, 1)
    return np.asarray(1 - outside * outside * (3 - 2 * outside), np.float32)


def _moved(picture: Picture, moves: Gestures, index: int, fall: NDArray[np.float32]) -> Picture:
    """The picture with the head turned and shifted, and everything swaying a little."""
    size = len(picture)
    pivot = (NECK[0] * size, NECK[1] * size)
    matrix = cv2.getRotationMatrix2D(pivot, float(moves.turn[index]), float(1 + moves.growth[index]))
    matrix[:, 2] += size * np.array([moves.across[index], moves.down[index]])
    back = cv2.invertAffineTransform(matrix).astype(np.float32)
    rows, columns = np.mgrid[0:size, 0:size].astype(np.float32)
    sway = np.float32(size * moves.sway[index])
    across = (back[0, 0] - 1) * columns + back[0, 1] * rows + back[0, 2]
    down = back[1, 0] * columns + (back[1, 1] - 1) * rows + back[1, 2]
    xs, ys = columns + fall * across + sway, rows + fall * down
    moved = cv2.remap(picture, xs, ys, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray(moved, np.float32)


def _frame(picture: Picture, index: int, rate: int) -> av.VideoFrame:
    rgb = av.VideoFrame.from_ndarray(np.clip(picture + 0.5, 0, 255).astype(np.uint8), "rgb24")
    frame = converted(rgb, "yuv420p", matrix=Matrix.BT709, color_range=LIMITED_RANGE)
    frame.pts, frame.time_base = index, Fraction(1, rate)
    return frame


def _video_stream(output: Any, size: int, rate: int) -> Any:
    stream = output.add_stream("libx264", rate=rate)
    stream.width = stream.height = size
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.options = {"preset": "veryfast", "crf": "17", "threads": "2"}
    context.color_range = context.colorspace = context.color_primaries = context.color_trc = 1
    return stream


def _sound_stream(output: Any) -> Any:
    stream = output.add_stream("aac", rate=SAMPLE_RATE)
    stream.codec_context.layout = "mono"
    stream.codec_context.bit_rate = 96_000
    return stream


def _sound_packets(stream: Any, samples: NDArray[np.float32]) -> Any:
    """The packets of the sound, block by block."""
    for start in range(0, len(samples), SOUND_BLOCK):
        block = av.AudioFrame.from_ndarray(samples[None, start : start + SOUND_BLOCK], "fltp", "mono")
        block.sample_rate, block.pts, block.time_base = SAMPLE_RATE, start, Fraction(1, SAMPLE_RATE)
        yield stream.encode(block)


def _chapters(seconds: int) -> list[Any]:
    middle = seconds * 500
    spans = ((0, middle, "First words"), (middle, seconds * 1000, "More words"))
    return [
        {
            "id": number,
            "start": start,
            "end": end,
            "time_base": Fraction(1, 1000),
            "metadata": {"title": title},
        }
        for number, (start, end, title) in enumerate(spans)
    ]
