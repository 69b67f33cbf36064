"""The console's copy of the log stays in step whatever is lost."""

from builders import an_entry
from hypothesis import given
from hypothesis import strategies as st

from console.client.mirror import Advanced, Mirror, Step, Stepped
from console.protocol import SILENCE_S, AskSnapshot, Heartbeat, Snapshot, Update

RECORD = "record-1"


def beat(sequence, *, epoch=1, record=RECORD):
    return Heartbeat(
        record=record, epoch=epoch, sequence=sequence, frames_received=0, frames_lost=0
    )


def update(*sequences, epoch=1):
    entries = tuple(an_entry(sequence, epoch=epoch) for sequence in sequences)
    return Update(record=RECORD, epoch=epoch, entries=entries)


def snapshot(after, head, *, epoch=1, record=RECORD, page=None):
    entries = tuple(an_entry(n) for n in range(after + 1, (page or head) + 1))
    return Snapshot(record=record, epoch=epoch, head=head, after=after, entries=entries)


def a_live_mirror(head=3):
    mirror = Mirror()
    mirror.hear(beat(head), 0.0)
    mirror.load(snapshot(0, head), 0.0)
    return mirror


def test_nothing_is_asked_before_something_was_heard():
    assert Mirror().tick(100.0) == []


def test_the_first_heartbeat_makes_the_console_ask_for_the_whole_log():
    mirror = Mirror()
    assert mirror.hear(beat(7), 0.0) == [
        AskSnapshot(record=RECORD, after=0),
        Stepped(Step.CATCHING_UP),
    ]


def test_an_update_heard_before_the_snapshot_is_not_lost():
    mirror = Mirror()
    mirror.hear(update(4), 0.0)
    mirror.load(snapshot(0, 3), 0.0)
    assert mirror.step is Step.LIVE
    assert mirror.sequence == 4


def test_an_update_the_snapshot_already_holds_is_taken_once():
    mirror = Mirror()
    mirror.hear(update(3), 0.0)
    actions = mirror.load(snapshot(0, 3), 0.0)
    assert [len(a.entries) for a in actions if isinstance(a, Advanced)] == [3]


def test_a_gap_makes_the_console_ask_for_what_it_misses():
    mirror = a_live_mirror(3)
    assert AskSnapshot(record=RECORD, after=3) in mirror.hear(update(5), 1.0)
    mirror.load(snapshot(3, 4), 1.0)
    assert mirror.sequence == 5
    assert mirror.step is Step.LIVE


def test_a_heartbeat_ahead_of_the_console_makes_it_ask():
    assert AskSnapshot(record=RECORD, after=3) in a_live_mirror(3).hear(beat(4), 1.0)


def test_a_restarted_server_is_recognised_and_only_the_rest_is_asked_for():
    mirror = a_live_mirror(3)
    assert AskSnapshot(record=RECORD, after=3) in mirror.hear(beat(4, epoch=2), 1.0)
    mirror.load(snapshot(3, 4, epoch=2), 1.0)
    assert (mirror.epoch, mirror.sequence, mirror.step) == (2, 4, Step.LIVE)


def test_a_message_of_an_older_life_of_the_server_is_ignored():
    mirror = a_live_mirror(3)
    mirror.hear(beat(3, epoch=2), 1.0)
    mirror.load(snapshot(3, 3, epoch=2), 1.0)
    assert mirror.hear(update(4, epoch=1), 1.0) == []
    assert mirror.sequence == 3


def test_another_mission_file_replaces_the_log():
    mirror = a_live_mirror(3)
    assert AskSnapshot(record="other", after=0) in mirror.hear(beat(1, record="other"), 1.0)
    actions = mirror.load(snapshot(0, 1, record="other"), 1.0)
    assert isinstance(actions[0], Advanced)
    assert actions[0].is_restart
    assert mirror.sequence == 1


def test_a_long_log_is_asked_for_page_by_page():
    mirror = Mirror()
    mirror.hear(beat(10), 0.0)
    actions = mirror.load(snapshot(0, 10, page=6), 0.0)
    assert AskSnapshot(record=RECORD, after=6) in actions
    mirror.load(snapshot(6, 10), 0.0)
    assert (mirror.sequence, mirror.step) == (10, Step.LIVE)


def test_silence_of_two_seconds_is_stale_and_the_next_heartbeat_catches_up():
    mirror = a_live_mirror(3)
    assert mirror.tick(SILENCE_S) == []
    assert mirror.tick(SILENCE_S + 0.1) == [Stepped(Step.STALE)]
    assert AskSnapshot(record=RECORD, after=3) in mirror.hear(beat(3), 10.0)


def test_an_unanswered_question_is_asked_again_while_the_server_is_heard():
    mirror = Mirror()
    mirror.hear(beat(3), 0.0)
    for second in range(1, 7):
        mirror.hear(beat(3), float(second))
    assert mirror.tick(6.0) == [AskSnapshot(record=RECORD, after=0)]


def test_an_answer_nobody_waits_for_changes_nothing():
    mirror = a_live_mirror(3)
    assert mirror.load(snapshot(0, 9), 1.0) == []
    assert mirror.sequence == 3


@given(lost=st.lists(st.booleans(), min_size=1, max_size=40), joined=st.integers(0, 20))
def test_whatever_updates_are_lost_the_log_is_whole_after_a_heartbeat(lost, joined):
    mirror = Mirror()
    head = joined

    def answer(actions):
        for action in actions:
            if isinstance(action, AskSnapshot):
                answer(mirror.load(snapshot(action.after, head), 0.0))

    answer(mirror.hear(beat(head), 0.0))
    seen = []
    for is_lost in lost:
        head += 1
        if not is_lost:
            answer(mirror.hear(update(head), 0.0))
        seen.append(mirror.sequence)
    answer(mirror.hear(beat(head), 0.0))
    assert mirror.sequence == head
    assert seen == sorted(seen)


def test_a_console_begins_by_waiting():
    assert Mirror().step is Step.WAITING
