import numpy as np

from telemetry.gaps import GapCounter, LinkQuality
from telemetry.wire import Frame


def a_frame(sequence: int, *, packet: str = "ARS_1HZ", session: str = "1") -> Frame:
    return Frame(
        source=f"sim/{session}",
        packet=packet,
        sequence=sequence,
        generated_ns=1_631_750_400_000_000_000,
        values=np.zeros((1, 1)),
    )


def counted(*frames: Frame) -> LinkQuality:
    counter = GapCounter()
    for frame in frames:
        counter.count(frame)
    return counter.total


def test_a_gap_in_the_sequence_is_counted_as_lost_frames() -> None:
    assert counted(a_frame(0), a_frame(3)) == LinkQuality(received=2, lost=2)


def test_what_was_sent_before_somebody_listened_is_not_lost() -> None:
    assert counted(a_frame(1000), a_frame(1001)) == LinkQuality(received=2)


def test_a_late_frame_is_no_longer_lost() -> None:
    assert counted(a_frame(0), a_frame(2), a_frame(1)) == LinkQuality(received=3, late=1)


def test_a_frame_that_comes_twice_is_counted_once() -> None:
    counter = GapCounter()
    assert counter.count(a_frame(0))
    assert not counter.count(a_frame(0))
    assert counter.total == LinkQuality(received=1, duplicate=1)


def test_a_late_frame_that_comes_twice_is_a_duplicate() -> None:
    frames = (a_frame(0), a_frame(2), a_frame(1), a_frame(1))
    assert counted(*frames) == LinkQuality(received=3, late=1, duplicate=1)


def test_a_new_session_counts_from_its_own_first_frame() -> None:
    frames = (a_frame(0), a_frame(1), a_frame(0, session="2"), a_frame(2, session="2"))
    assert counted(*frames) == LinkQuality(received=4, lost=1, restarts=1)


def test_packets_are_counted_apart_and_one_restart_counts_once() -> None:
    counter = GapCounter()
    for session in "12":
        for packet in ("ARS_1HZ", "CAB_5HZ"):
            counter.count(a_frame(0, packet=packet, session=session))
    counter.count(a_frame(2, packet="CAB_5HZ", session="2"))
    assert counter.by_packet["ARS_1HZ"].lost == 0
    assert counter.by_packet["CAB_5HZ"].lost == 1
    assert counter.total == LinkQuality(received=5, lost=1, restarts=1)


def test_an_absurd_jump_is_counted_without_remembering_every_number() -> None:
    counter = GapCounter()
    counter.count(a_frame(0))
    counter.count(a_frame(10**15))
    assert counter.total.lost == 10**15 - 1
    assert not counter.count(a_frame(5))
    assert counter.count(a_frame(10**15 - 1))


def test_a_frame_asked_back_is_counted_as_repaired_and_no_longer_lost() -> None:
    counter = GapCounter()
    counter.count(a_frame(0))
    counter.count(a_frame(3))
    assert counter.repair(a_frame(1))
    assert counter.total == LinkQuality(received=3, lost=1, repaired=1)


def test_a_frame_asked_back_that_was_not_missing_changes_no_number() -> None:
    counter = GapCounter()
    assert not counter.repair(a_frame(0))
    counter.count(a_frame(0))
    assert not counter.repair(a_frame(0))
    assert not counter.repair(a_frame(1, session="2"))
    assert counter.total == LinkQuality(received=1)


def test_after_a_restart_what_is_recorded_is_known_and_what_is_missing_may_still_come() -> None:
    counter = GapCounter()
    counter.go_on("ARS_1HZ", "sim/1", [3, 4, 7])
    assert counter.total.lost == 2
    assert not counter.count(a_frame(4, session="1"))
    assert counter.count(a_frame(5, session="1"))
    assert counter.count(a_frame(9, session="1"))
    assert counter.total.lost == 2
