"""Frames asked back, for those who may see them, in answers of bounded size."""

import numpy as np
import pytest
from builders import T0_NS, a_mission

from console.domain.roles import Role
from console.protocol import ANSWER_MAX_BYTES, AskFrames, Complaint, encode
from console.server.frame_service import SPAN_NS, answer_frames
from telemetry.store import MissionFile, StoreError
from telemetry.wire import Frame, decode_frame

DATABASE = a_mission().database
PACKET = DATABASE.place["CAB_PPCO2_Z3"][0]
MEDICAL = DATABASE.place["BIO_3_HR"][0]
FRAMES = 2500


def a_frame(sequence):
    return Frame(
        source="sim/1",
        packet=PACKET.name,
        sequence=sequence,
        generated_ns=T0_NS + sequence * PACKET.period_ns,
        values=np.full((1, PACKET.columns), float(sequence)),
    )


@pytest.fixture
def file(tmp_path):
    with MissionFile.create(
        tmp_path / "a.mission", mission="m", configuration={}, database=DATABASE
    ) as made:
        for sequence in range(FRAMES):
            made.append_frame(a_frame(sequence), 1)
        made.commit()
        yield made


def ask(file, *, packet=PACKET, role=Role.OBSERVER, first=0, last=9, **other):
    fields = {"from_ns": T0_NS, "to_ns": T0_NS + FRAMES * PACKET.period_ns} | other
    asked = AskFrames(
        packet=getattr(packet, "name", packet), source="sim/1", first=first, last=last, **fields
    )
    return answer_frames(asked, role, file, DATABASE)


def frames_in(answer):
    return [decode_frame(data) for data in answer.frames]


def test_the_frames_asked_for_come_back_as_they_were_received(file):
    assert frames_in(ask(file, first=3, last=5)) == [a_frame(n) for n in (3, 4, 5)]


def test_a_long_gap_comes_in_answers_that_fit_and_join_without_a_hole(file):
    found, from_ns, answers = [], T0_NS, 0
    while from_ns < T0_NS + FRAMES * PACKET.period_ns:
        answer = ask(file, last=FRAMES, from_ns=from_ns)
        assert len(encode(answer)) <= ANSWER_MAX_BYTES + 1000
        assert answer.until_ns <= from_ns + SPAN_NS
        found += frames_in(answer)
        from_ns = answer.until_ns
        answers += 1
    assert found == [a_frame(n) for n in range(FRAMES)]
    assert answers > 1


@pytest.mark.parametrize("role", [role for role in Role if not role.may_see_medical])
def test_medical_frames_are_not_for_every_seat(file, role):
    assert isinstance(ask(file, packet=MEDICAL, role=role), Complaint)


def test_flight_gets_medical_frames_back(file):
    assert ask(file, packet=MEDICAL, role=Role.FLIGHT).frames == ()


@pytest.mark.parametrize("other", [{"packet": "NOPE"}, {"first": 5, "last": 4}, {"to_ns": T0_NS}])
def test_a_question_that_cannot_be_answered_is_a_complaint(file, other):
    assert isinstance(ask(file, **other), Complaint)


def test_a_file_that_cannot_be_read_is_a_complaint_and_no_end(file, monkeypatch):
    def fail(*_, **__):
        raise StoreError("the disk is gone")

    monkeypatch.setattr(file, "frames", fail)
    assert "the disk is gone" in ask(file).reason
