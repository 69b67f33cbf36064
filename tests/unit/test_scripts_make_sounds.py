"""The shipped alarm sounds are the ones that were designed, and can be told apart."""

import importlib.util
import wave
from itertools import pairwise

import numpy as np
import pytest
from architecture.source_files import HOME

from console.domain.annunciation import CALLS
from resources import find
from telemetry.dictionary import Severity

SPEC = importlib.util.spec_from_file_location("make_sounds", HOME / "scripts" / "make_sounds.py")
make_sounds = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(make_sounds)


def shipped(severity):
    with wave.open(str(find(f"sounds/{severity.name.lower()}.wav")), "rb") as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32767
        return samples, file.getframerate()


@pytest.mark.parametrize("severity", Severity)
def test_the_shipped_sound_is_the_one_the_script_makes(severity):
    samples, _rate_hz = shipped(severity)
    assert np.abs(samples - make_sounds.sound(CALLS[severity])).max() < 2 / 32767


@pytest.mark.parametrize("severity", Severity)
def test_a_sound_neither_clips_nor_clicks(severity):
    samples, _rate_hz = shipped(severity)
    assert 0.7 < np.abs(samples).max() <= 0.81
    assert np.abs(samples[[0, -1]]).max() < 0.01


def test_the_loudest_pitches_are_a_fifth_apart():
    loudest_hz = []
    for severity in sorted(Severity):
        samples, rate_hz = shipped(severity)
        spectrum = np.abs(np.fft.rfft(samples))
        loudest_hz.append(np.fft.rfftfreq(samples.size, 1 / rate_hz)[spectrum.argmax()])
    assert all(high >= 1.2 * low for low, high in pairwise(loudest_hz))
