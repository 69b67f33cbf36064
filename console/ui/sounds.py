"""What makes the alarm sounds heard: a player program, which every desktop with sound has.

QtMultimedia would need PySide6-Addons and libpulse on every machine for four short sounds.
"""

import array
import shutil
import sys
import wave
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QProcess, QTemporaryDir, Signal
from PySide6.QtGui import QGuiApplication

from resources import find
from telemetry.dictionary import Severity

PROGRAMS: Final = ("pw-play", "paplay", "aplay", "afplay")  # the first there is
STOP_MS: Final = 200


class Sounder(QObject):
    """Plays one alarm sound at a time; a new one replaces the one that still sounds.

    Parameters
    ----------
    program : str or None
        What plays a WAV file that is given to it; None if there is nothing.
    why_not : str
        Why there is no program, in words for the person at the console.
    """

    complained = Signal()

    def __init__(
        self, program: str | None, why_not: str = "", parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._complaint = why_not
        self._folder = QTemporaryDir()
        self._player = QProcess(self)
        self._player.setProgram(program or "")
        self._player.finished.connect(self._finished)
        self._player.errorOccurred.connect(self._failed)

    @property
    def complaint(self) -> str:
        """Why nothing is heard, as far as is known; empty while sounds are played."""
        return self._complaint

    def play(self, severity: Severity, volume: float) -> None:
        """Begin the sound of a class; `volume` from 0 to 1 of the device's."""
        if not self._player.program():
            return  # the complaint says so
        self.stop()
        quieter = Path(self._folder.path()) / f"{severity.name.lower()}-{volume:.2f}.wav"
        if not quieter.exists():
            write_at_volume(find(f"sounds/{severity.name.lower()}.wav"), quieter, volume)
        self._player.setArguments([str(quieter)])
        self._player.start()

    def check(self) -> None:
        """Find out, unheard, whether sounds are played, before the first alarm needs to be."""
        self.play(Severity.ADVISORY, 0.0)

    def stop(self) -> None:
        """End what still sounds."""
        if self._player.state() is not QProcess.ProcessState.NotRunning:
            self._player.blockSignals(True)
            self._player.kill()
            self._player.waitForFinished(STOP_MS)
            self._player.blockSignals(False)

    def _finished(self, status: int) -> None:
        said = (
            bytes(self._player.readAllStandardError().data()).decode(errors="replace").split("\n")
        )
        last = next((line for line in reversed(said) if line.strip()), f"exit status {status}")
        self._complain(f"No sound: {last.strip()}" if status else "")

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._complain(f"No sound: {self._player.program()} does not start.")

    def _complain(self, words: str) -> None:
        if words != self._complaint:
            self._complaint = words
            self.complained.emit()


def usual_sounder(parent: QObject | None = None) -> Sounder:
    """Return what plays on this machine."""
    if QGuiApplication.platformName() == "offscreen":
        return Sounder(None, "No sound: nobody sits before this console.", parent)
    program = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    sounder = Sounder(program, "" if program else "No sound: install alsa-utils.", parent)
    sounder.check()
    return sounder


def write_at_volume(source: Path, target: Path, volume: float) -> None:
    """Write a 16-bit sound at `volume`, 0 to 1 of its own."""
    with wave.open(str(source), "rb") as loud:
        samples = array.array("h", loud.readframes(loud.getnframes()))
        if sys.byteorder == "big":
            samples.byteswap()
        quieter = array.array("h", (round(sample * volume) for sample in samples))
        if sys.byteorder == "big":
            quieter.byteswap()
        with wave.open(str(target), "wb") as file:
            file.setparams(loud.getparams())
            file.writeframes(quieter.tobytes())
