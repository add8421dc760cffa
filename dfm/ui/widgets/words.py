"""Small numbers in words: a clock, a rate, a size, a share."""

from dfm.core.document.regions import Regions


def clock(seconds: float) -> str:
    """A time as `0:12`, `3:05` or `1:02:30`."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def rate_words(rate: float, unit: str) -> str:
    """A speed as `31 fps`, `4.2 fps` or `1.2 MB/s`."""
    if unit == "bytes":
        return f"{size_words(rate)}/s"
    number = f"{rate:.1f}" if rate < 10 else f"{rate:.0f}"
    return f"{number} fps" if unit == "frames" else f"{number} {unit}/s"


def size_words(size: float) -> str:
    """A number of bytes in the largest unit that keeps it above 1."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size:.0f} bytes"


def count_words(number: int, noun: str) -> str:
    """`1 face`, `2 faces`, `no faces`."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def share_words(share: float) -> str:
    """`50 %`; what is not quite all is never shown as all, nor as none what is a little."""
    percent = round(100 * share)
    return f"{min(max(percent, 1), 99) if 0 < share < 1 else percent} %"


def held_back_words(regions: Regions) -> str:
    """`Brows 50 %, mouth 0 %`: the regions of a face that do not get all of an edit; else `Whole face`."""
    words = ", ".join(f"{name} {share_words(weight)}" for name, weight in regions.held_back())
    return words[:1].upper() + words[1:] or "Whole face"


def duration_words(seconds: float) -> str:
    """A length of time as `40 seconds`, `1 minute` or `12 minutes`."""
    if seconds < 59.5:
        return count_words(max(1, round(seconds)), "second")
    return count_words(round(seconds / 60), "minute")
