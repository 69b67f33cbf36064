"""Make the alarm sounds, one WAV file per class, from the calls in console/domain/annunciation.py.

Usage: python scripts/make_sounds.py [resources/sounds]
"""

import argparse
import sys
import wave
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.domain.annunciation import CALLS, Call

RATE_HZ: Final = 22_050
# Three partials are heard above noise that covers one of them.
PARTIALS: Final = ((1, 0.6), (2, 0.25), (3, 0.15))
RAMP_S: Final = 0.01  # a sudden edge clicks
PEAK: Final = 0.8


def main() -> int:
    """Write the four files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", nargs="?", default="resources/sounds", type=Path)
    folder: Path = parser.parse_args().output
    for severity, call in CALLS.items():
        with wave.open(str(folder / f"{severity.name.lower()}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            file.writeframes((sound(call) * 32767).astype("<i2").tobytes())
    return 0


def sound(call: Call) -> NDArray[np.float64]:
    """Return the samples of a call, within ±1, `RATE_HZ` of them a second."""
    parts = [
        _note(call.pitch_hz, length_s) if place % 2 == 0 else np.zeros(round(length_s * RATE_HZ))
        for place, length_s in enumerate(call.beats_s)
    ]
    samples = np.concatenate(parts)
    scaled: NDArray[np.float64] = samples * (PEAK / np.abs(samples).max())
    return scaled


def _note(pitch_hz: float, length_s: float) -> NDArray[np.float64]:
    times_s = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    tone = sum(share * np.sin(2 * np.pi * pitch_hz * n * times_s) for n, share in PARTIALS)
    ramp = np.minimum(1.0, np.minimum(times_s, length_s - times_s) / RAMP_S)
    note: NDArray[np.float64] = tone * ramp
    return note


if __name__ == "__main__":
    sys.exit(main())
