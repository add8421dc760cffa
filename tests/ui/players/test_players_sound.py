"""Sound is read ahead in time with the pictures, round loops too; a device plays it where there is one."""

import os
import shutil
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dfm.core.document.timebase import Span
from dfm.core.media.probe import probe
from dfm.core.media.sound import read_sound
from dfm.ui.players.course import Course, FrameTimes
from dfm.ui.players.sound import BYTES, RATE, SoundReader

HEARING = """
import sys
from pathlib import Path
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from dfm.core.document.project import Project
from dfm.core.media.probe import probe
from dfm.ui.desk import Desk
from dfm.ui.players import PlayersPanel
from dfm.ui.players.sound import SoundOutput, open_sound

app = QApplication([])
media = probe(Path(sys.argv[1]))
desk = Desk()
desk.open(Project(str(media.path), rate=media.frame_rate, frames=media.frames), None, media)
panel = PlayersPanel(desk)
sound = open_sound(panel)
print("device" if isinstance(sound, SoundOutput) else sound.sentence)
panel.use_sound(sound)
panel.show()
loop = QEventLoop()
QTimer.singleShot(400, panel.play)
panel.playback.changed.connect(lambda: panel.playback.is_playing or loop.quit())
QTimer.singleShot(20_000, loop.quit)
loop.exec()
print(desk.playhead, panel.transport.volume.isEnabled())
panel.shut_down()
"""


def taken(reader: SoundReader, qtbot: QtBot, samples: int) -> bytes:
    """So many samples, as they come."""
    sound = bytearray()

    def enough() -> bool:
        sound.extend(reader.take(samples * BYTES - len(sound)))
        return len(sound) == samples * BYTES

    qtbot.waitUntil(enough, timeout=10_000)
    return bytes(sound)


def test_sound_begins_with_the_frame(qapp: QApplication, qtbot: QtBot, short_clip: Path) -> None:
    media = probe(short_clip)
    reader = SoundReader(media, Course(15, Span(0, 60), FrameTimes(media.frame_rate, 60)))
    heard = np.frombuffer(taken(reader, qtbot, RATE // 2), np.int16).reshape(-1, 2)
    reader.close()
    blocks = []
    for block in read_sound(media, Fraction(1, 2)):
        blocks.append(block)
        if sum(map(len, blocks)) >= RATE // 2:
            break
    assert heard.any()
    assert np.array_equal(heard, np.concatenate(blocks)[: RATE // 2])


def test_laps_join_to_the_sample(qapp: QApplication, qtbot: QtBot, short_clip: Path) -> None:
    media = probe(short_clip)
    course = Course(3, Span(3, 9), FrameTimes(media.frame_rate, 60), loops=True)
    reader = SoundReader(media, course)
    heard = np.frombuffer(taken(reader, qtbot, RATE // 5 * 3), np.int16).reshape(3, -1, 2)
    reader.close()
    assert np.array_equal(heard[0], heard[1])
    assert np.array_equal(heard[1], heard[2])


def heard_in_a_process(clip: Path, environment: dict[str, str]) -> list[str]:
    """Play the clip in a process of its own; what it printed."""
    words = [sys.executable, "-c", HEARING, str(clip)]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout.split("\n")[:2]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment of a process without a sound server."""
    places = {"XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path), "PULSE_SERVER": str(tmp_path / "none")}
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path.cwd()), **places}


def test_without_a_device_a_steady_clock_takes_over(short_clip: Path, environment: dict[str, str]) -> None:
    why, end = heard_in_a_process(short_clip, environment)
    if why == "device":
        pytest.skip("this machine has a sound device that needs no server")
    assert why.startswith("Sound is off: ")
    assert end == "59 False"


@pytest.mark.skipif(shutil.which("pulseaudio") is None, reason="needs pulseaudio")
def test_a_real_device_is_the_clock(short_clip: Path, environment: dict[str, str], tmp_path: Path) -> None:
    del environment["PULSE_SERVER"]
    server = ["pulseaudio", "-n", "--exit-idle-time=-1", "--load=module-null-sink"]
    server += [f"--load=module-native-protocol-unix socket={tmp_path / 'server'} auth-anonymous=1"]
    with subprocess.Popen(server, env=environment, stderr=subprocess.DEVNULL) as running:
        try:
            environment["PULSE_SERVER"] = f"unix:{tmp_path / 'server'}"
            for _ in range(100):
                if (tmp_path / "server").exists():
                    break
                time.sleep(0.05)
            kind, end = heard_in_a_process(short_clip, environment)
        finally:
            running.terminate()
    assert kind == "device"
    assert end == "59 True"
