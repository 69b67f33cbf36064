"""What a console asks back, and when it stops asking."""

import numpy as np
import pytest
from builders import T0_NS

from console.client.gap_repair import ANSWER_WITHIN_S, ASK_AFTER_S, MOST_GAPS, MOST_TRIES, GapRepair
from console.protocol import Frames
from telemetry.gaps import REMEMBERED
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame, FrameError, encode_frame

LATER_S = ASK_AFTER_S + 0.1


def at(second):
    return T0_NS + round(second * NS_PER_S)


def a_frame(sequence=0, *, packet="ARS_1HZ", source="sim/1", second=None):
    return Frame(
        source=source,
        packet=packet,
        sequence=sequence,
        generated_ns=at(sequence if second is None else second),
        values=np.array([[1.0]]),
    )


def a_repair(*frames):
    repair = GapRepair()
    for frame in frames:
        repair.hear(frame, 0.0)
    return repair


def an_answer(*frames, packet="ARS_1HZ", source="sim/1", until_s=1000.0):
    return Frames(
        packet=packet,
        source=source,
        until_ns=at(until_s),
        frames=tuple(encode_frame(frame) for frame in frames),
    )


def asked(repair, now_s=LATER_S):
    question = repair.due(now_s)
    if question is not None:
        repair.asked(now_s)
    return question


def test_without_a_gap_nothing_is_asked():
    assert a_repair(a_frame(5), a_frame(6), a_frame(7)).due(1000.0) is None


def test_what_was_before_the_console_came_is_not_asked_back():
    assert a_repair(a_frame(1_000_000)).due(1000.0) is None


def test_a_gap_is_asked_back_by_its_numbers_and_its_span():
    question = asked(a_repair(a_frame(2), a_frame(6)))
    assert (question.packet, question.source) == ("ARS_1HZ", "sim/1")
    assert (question.first, question.last) == (3, 5)
    assert (question.from_ns, question.to_ns) == (at(2), at(6))


def test_late_frames_are_given_time_to_come_by_themselves():
    repair = a_repair(a_frame(2), a_frame(6))
    assert repair.due(ASK_AFTER_S / 2) is None
    assert repair.due(LATER_S) is not None


def test_a_late_frame_and_one_that_comes_again_make_no_gap():
    repair = a_repair(a_frame(2), a_frame(4), a_frame(3), a_frame(4), a_frame(5))
    assert asked(repair).first == 3
    repair.take(an_answer())
    assert repair.due(1000.0) is None


def test_one_question_is_open_at_a_time():
    repair = a_repair(a_frame(0), a_frame(2), a_frame(4))
    assert asked(repair).first == 1
    assert asked(repair) is None
    assert repair.take(an_answer(a_frame(1))) == [a_frame(1)]
    assert asked(repair).first == 3


def test_only_what_was_asked_for_is_taken():
    repair = a_repair(a_frame(0), a_frame(3))
    asked(repair)
    assert repair.take(an_answer(a_frame(1), a_frame(2), a_frame(9))) == [a_frame(1), a_frame(2)]


def test_an_answer_to_another_question_is_not_taken():
    repair = a_repair(a_frame(0), a_frame(3))
    assert repair.take(an_answer(a_frame(1))) == []
    asked(repair)
    assert repair.take(an_answer(packet="OTHER")) == []
    assert repair.take(an_answer(source="sim/2")) == []
    assert repair.take(an_answer(a_frame(1))) == [a_frame(1)]


@pytest.mark.parametrize("data", [b"rubbish", encode_frame(a_frame(1, packet="OTHER"))])
def test_an_answer_that_holds_no_frame_or_another_packets_is_an_error(data):
    repair = a_repair(a_frame(0), a_frame(3))
    asked(repair)
    bad = Frames(packet="ARS_1HZ", source="sim/1", until_ns=at(3), frames=(data,))
    with pytest.raises(FrameError):
        repair.take(bad)


def test_an_answer_that_stops_half_way_is_continued_from_there():
    repair = a_repair(a_frame(0), a_frame(100))
    asked(repair)
    repair.take(an_answer(*(a_frame(n) for n in range(1, 50)), until_s=50))
    question = asked(repair)
    assert (question.from_ns, question.to_ns) == (at(50), at(100))


def test_what_the_server_does_not_have_is_not_asked_again():
    repair = a_repair(a_frame(0), a_frame(3))
    asked(repair)
    assert repair.take(an_answer()) == []
    assert repair.due(1000.0) is None


def test_a_question_without_an_answer_is_asked_again_but_not_for_ever():
    repair = a_repair(a_frame(0), a_frame(3))
    now_s = LATER_S
    for _ in range(MOST_TRIES):
        assert asked(repair, now_s) is not None
        assert repair.due(now_s + ANSWER_WITHIN_S - 0.1) is None
        now_s += ANSWER_WITHIN_S + 0.1
    assert repair.due(now_s) is None


def test_a_restart_of_the_source_while_nobody_listened_asks_for_both_ends():
    repair = a_repair(a_frame(10), a_frame(4, source="sim/2", second=30))
    (old,) = [asked(repair)]
    assert (old.source, old.first) == ("sim/1", 11)
    assert old.from_ns == at(10)
    repair.take(an_answer(until_s=10_000))
    new = asked(repair)
    assert (new.source, new.first, new.last) == ("sim/2", 0, 3)
    assert new.to_ns == at(30)


def test_a_restart_that_was_heard_from_its_first_frame_missed_nothing():
    assert a_repair(a_frame(10), a_frame(0, source="sim/2")).due(1000.0) is None


def test_a_gap_of_days_asks_for_what_a_console_remembers():
    question = asked(a_repair(a_frame(0), a_frame(10**6)))
    assert question.last - question.first == REMEMBERED
    assert question.to_ns - question.from_ns == 7200 * NS_PER_S


def test_gaps_that_wait_are_bounded():
    repair = a_repair(*(a_frame(2 * n) for n in range(MOST_GAPS + 100)))
    assert len(repair._gaps) == MOST_GAPS
