"""A sound is played by the program there is; where there is none the console says so."""

import stat
import wave

import pytest

from console.ui.sounds import Sounder, usual_sounder, write_at_volume
from resources import find
from telemetry.dictionary import Severity


@pytest.fixture
def program(tmp_path):
    """Return a builder of player programs that note what they were given."""

    def build(body):
        path = tmp_path / "player"
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    return build


def loudest(path):
    with wave.open(str(path), "rb") as file:
        data = memoryview(file.readframes(file.getnframes())).cast("h")
    return max(abs(sample) for sample in data)


def test_the_program_is_given_the_sound_of_the_class_at_the_volume(qtbot, program, tmp_path):
    sounder = Sounder(
        program(f'cp "$1" {tmp_path}/heard.wav; mv {tmp_path}/heard.wav {tmp_path}/h')
    )
    sounder.play(Severity.WARNING, 0.5)
    qtbot.waitUntil((tmp_path / "h").exists, timeout=30_000)
    whole = loudest(find("sounds/warning.wav"))
    assert loudest(tmp_path / "h") == pytest.approx(whole / 2, abs=1)
    sounder.stop()
    assert sounder.complaint == ""


def test_a_player_that_fails_is_quoted_until_it_works_again(qtbot, program, tmp_path):
    sounder = Sounder(program("[ -e $0.works ] || { echo 'no such device' >&2; exit 1; }"))
    with qtbot.waitSignal(sounder.complained, timeout=30_000):
        sounder.play(Severity.CAUTION, 1.0)
    assert sounder.complaint == "No sound: no such device"
    (tmp_path / "player.works").touch()
    with qtbot.waitSignal(sounder.complained, timeout=30_000):
        sounder.play(Severity.CAUTION, 1.0)
    assert sounder.complaint == ""


def test_a_missing_device_is_said_before_the_first_alarm_and_unheard(qtbot, program, tmp_path):
    sounder = Sounder(program(f'cp "$1" {tmp_path}/h; echo "no such device" >&2; exit 1'))
    with qtbot.waitSignal(sounder.complained, timeout=30_000):
        sounder.check()
    assert sounder.complaint == "No sound: no such device"
    assert loudest(tmp_path / "h") == 0


def test_a_program_that_is_gone_is_said(qtbot, tmp_path):
    sounder = Sounder(str(tmp_path / "gone"))
    with qtbot.waitSignal(sounder.complained, timeout=30_000):
        sounder.play(Severity.CAUTION, 1.0)
    assert "does not start" in sounder.complaint


def test_a_new_sound_ends_the_one_before(qtbot, program, tmp_path):
    sounder = Sounder(program(f'echo "$1" >> {tmp_path}/log; exec sleep 60'))
    sounder.play(Severity.CAUTION, 1.0)
    qtbot.waitUntil((tmp_path / "log").exists, timeout=30_000)
    sounder.play(Severity.EMERGENCY, 1.0)
    qtbot.waitUntil(lambda: "emergency" in (tmp_path / "log").read_text(), timeout=30_000)
    sounder.stop()
    assert sounder.complaint == ""


def test_where_nobody_sits_nothing_is_played_and_the_reason_is_told(qtbot):
    sounder = usual_sounder()
    sounder.play(Severity.EMERGENCY, 1.0)
    assert sounder.complaint.startswith("No sound: ")


def test_a_volume_of_one_changes_nothing(tmp_path):
    source = find("sounds/advisory.wav")
    write_at_volume(source, tmp_path / "same.wav", 1.0)
    assert (tmp_path / "same.wav").read_bytes() == source.read_bytes()
