"""The log that TensorBoard reads: checksums, records and values, taken apart by hand."""

import struct
from pathlib import Path

import pytest

from dfm.core.training.event_log import EventLog, crc32c, masked


def _records(content: bytes) -> list[bytes]:
    """The contents of all records, whose checksums must be right."""
    found = []
    while content:
        (length,) = struct.unpack("<Q", content[:8])
        body = content[12 : 12 + length]
        assert struct.unpack("<I", content[8:12])[0] == masked(content[:8])
        assert struct.unpack("<I", content[12 + length : 16 + length])[0] == masked(body)
        found.append(body)
        content = content[16 + length :]
    return found


def test_the_checksum_is_castagnolis() -> None:
    assert crc32c(b"123456789") == 0xE3069283
    assert crc32c(bytes(32)) == 0x8A9136AA
    assert masked(b"") == 0xA282EAD8


def test_values_are_written_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "ada.tfevents"
    with EventLog(path) as log:
        log.add("learn/loss", 0.5, 300)
        assert len(_records(path.read_bytes())) == 2  # nothing waits for the end
    first, second = _records(path.read_bytes())
    assert first[0] == 0x09  # the wall time, a double
    assert first[9:] == b"\x1a\x0dbrain.Event:2"
    value = b"\x0a\x0alearn/loss\x15" + struct.pack("<f", 0.5)
    summary = b"\x0a" + bytes([len(value)]) + value
    assert second[9:] == b"\x10\xac\x02" + b"\x2a" + bytes([len(summary)]) + summary


def test_a_log_is_begun_anew_or_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "ada.tfevents"
    for append, count in ((True, 2), (True, 3), (False, 2)):
        with EventLog(path, append=append) as log:
            log.add("loss", 1.0, 1)
        assert len(_records(path.read_bytes())) == count


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        EventLog(tmp_path / "nowhere" / "ada.tfevents")
