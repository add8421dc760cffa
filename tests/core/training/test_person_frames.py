"""Good frames: which are dropped for what, and what coefficients are relative to."""

from collections import Counter
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dfm.core.training.person_frames import REASONS, judged, resting_coefficients, told
from dfm.core.training.person_looks import Looks
from tests.core.training.person_footage import face, footage


def _turn(degrees: float) -> NDArray[np.float32]:
    angle = np.radians(degrees)
    return np.array([[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]],
                    np.float32)  # fmt: skip


def test_bad_frames_are_dropped_for_their_reason() -> None:
    seen = face("a.mp4", 1, np.zeros(1027), 40)
    track = seen.track
    track.rotation[0], track.rotation[1] = _turn(35), _turn(-28)
    track.boxes[2, 3] = 50
    track.boxes[3, 0] = -30
    track.confidence[4] = 0.3
    sharpness, hidden = seen.looks.sharpness.copy(), seen.looks.hidden.copy()
    sharpness[5], sharpness[6], hidden[7] = 0.05, np.nan, 0.3
    found = judged(replace(seen, looks=Looks(sharpness, hidden, seen.looks.descriptor)))
    named = {place: REASONS[number] for place, number in enumerate(found) if number >= 0}
    assert named == {0: "turned away", 2: "too small", 3: "cut off", 4: "unsure", 5: "blurred", 6: "blurred",
                     7: "covered"}  # fmt: skip


def test_a_face_that_is_always_a_little_covered_is_not_dropped_for_it() -> None:
    seen = face("a.mp4", 1, np.zeros(1027), 40)
    hidden = np.full(40, 0.15, np.float32)
    found = judged(replace(seen, looks=Looks(seen.looks.sharpness, hidden, seen.looks.descriptor)))
    assert (found < 0).all()


def test_a_video_whose_pictures_cannot_be_read_has_no_good_frame() -> None:
    seen = face("a.mp4", 1, np.zeros(1027), 10)
    nothing = np.full(10, np.nan, np.float32)
    found = judged(replace(seen, looks=Looks(nothing, nothing, seen.looks.descriptor)))
    assert (found == REASONS.index("blurred")).all()


def test_drops_are_told_in_words() -> None:
    assert told(Counter()) == "none dropped"
    assert told(Counter({"covered": 2, "blurred": 0, "turned away": 14})) == "14 turned away, 2 covered"


def test_the_resting_face_is_that_of_calm_frames() -> None:
    places = np.concatenate([np.zeros((30, 2)), np.full((60, 2), 0.6)])
    slow = np.concatenate([np.full((30, 30), 0.5), np.full((60, 30), 3.0)])
    np.testing.assert_allclose(resting_coefficients(places, slow), 0.5)
    restless = places + 0.5
    np.testing.assert_allclose(resting_coefficients(restless, slow), 0.5)


def test_a_part_keeps_what_holds_for_all() -> None:
    found = footage(90)
    some = found.part(found.video == 1)
    assert len(some) == 30
    assert some.names == found.names
    assert some.length < found.length
