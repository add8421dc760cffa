"""The synthetic voice: as long as the clip, never too loud, and pitched and coloured like a voice."""

import numpy as np

from dfm.core.demo.soundtrack import LOUDEST, PITCH, SAMPLE_RATE, soundtrack
from dfm.core.demo.speech import speak


def test_the_voice_is_as_long_as_the_clip_and_never_clips() -> None:
    sound = soundtrack(speak(3, 7), 3, 7)
    assert sound.shape == (3 * SAMPLE_RATE,)
    assert LOUDEST - 0.05 < np.abs(sound).max() < 0.6
    assert np.array_equal(sound, soundtrack(speak(3, 7), 3, 7))


def test_a_vowel_has_the_pitch_of_the_voice_and_formants_of_its_own() -> None:
    speech = speak(5, 7)
    sound = soundtrack(speech, 5, 7)
    for each in speech.syllables:
        if each.onset in "mb" and each.vowel == "a":
            middle = int((each.start + each.end) / 2 * SAMPLE_RATE)
            spectrum = np.abs(np.fft.rfft(sound[middle - 2400 : middle + 2400] * np.hanning(4800)))
            hertz = np.fft.rfftfreq(4800, 1 / SAMPLE_RATE)
            lowest = hertz[np.argmax(spectrum * (hertz < 1.5 * PITCH))]
            assert abs(lowest - PITCH) < 0.2 * PITCH
            assert spectrum[(hertz > 650) & (hertz < 1050)].max() > spectrum[hertz > 2000].max()
            return
    raise AssertionError("the script says no ma or ba")
