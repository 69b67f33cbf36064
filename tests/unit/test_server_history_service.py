"""What was recorded, for those who may see it."""

import numpy as np
import pytest
from builders import T0_NS, a_mission

from console.domain.roles import Role
from console.protocol import ANSWER_MAX_BYTES, COLUMNS_MAX, AskHistory, Complaint, encode
from console.server.history_service import answer_history
from telemetry.store import MissionFile, StoreError
from telemetry.wire import Frame

DATABASE = a_mission().database
CO2 = "CAB_PPCO2_Z3"
PACKET, COLUMN = DATABASE.place[CO2]


@pytest.fixture
def file(tmp_path):
    with MissionFile.create(
        tmp_path / "a.mission", mission="m", configuration={}, database=DATABASE
    ) as made:
        values = np.zeros((600, PACKET.columns))
        values[:, COLUMN] = np.arange(600) / 100
        made.append_frame(
            Frame(
                source="sim/1", packet=PACKET.name, sequence=0, generated_ns=T0_NS, values=values
            ),
            1,
        )
        made.commit()
        yield made


def ask(file, parameter=CO2, *, role=Role.OBSERVER, from_ns=T0_NS, to_ns=None, columns=50):
    to_ns = T0_NS + 600 * PACKET.period_ns if to_ns is None else to_ns
    asked = AskHistory(parameter=parameter, from_ns=from_ns, to_ns=to_ns, columns=columns)
    return answer_history(asked, role, file, DATABASE)


def test_recorded_columns_come_back_with_least_and_greatest(file):
    answer = ask(file)
    low, high = np.frombuffer(answer.low, "<f8"), np.frombuffer(answer.high, "<f8")
    assert np.frombuffer(answer.times_ns, "<i8").size == low.size
    assert (np.nanmin(low), np.nanmax(high)) == (0.0, 5.99)


def test_an_unknown_parameter_is_a_complaint(file):
    assert "no parameter 'NOPE'" in ask(file, "NOPE").reason


@pytest.mark.parametrize("role", [role for role in Role if not role.may_see_medical])
def test_medical_history_is_not_for_every_seat(file, role):
    assert isinstance(ask(file, "BIO_3_HR", role=role), Complaint)


def test_flight_sees_medical_history(file):
    assert not isinstance(ask(file, "BIO_3_HR", role=Role.FLIGHT), Complaint)


@pytest.mark.parametrize(
    "other", [{"to_ns": T0_NS}, {"from_ns": 1 << 61}, {"columns": 0}, {"columns": COLUMNS_MAX + 1}]
)
def test_a_question_about_nothing_or_too_much_is_a_complaint(file, other):
    assert "wants a span" in ask(file, **other).reason


def test_the_longest_answer_fits(file):
    answer = ask(file, from_ns=0, to_ns=(1 << 62) - 1, columns=COLUMNS_MAX)
    assert len(encode(answer)) <= ANSWER_MAX_BYTES


def test_a_file_that_cannot_be_read_is_a_complaint_and_no_end(file, monkeypatch):
    def fail(*_):
        raise StoreError("the disk is gone")

    monkeypatch.setattr(file, "columns", fail)
    assert "the disk is gone" in ask(file).reason
