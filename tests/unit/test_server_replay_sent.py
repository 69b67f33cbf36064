from record_builder import a_frame, at

from console.server.replay_sent import MOST_FRAMES, SentFrames


def asked(sent: SentFrames, source: str, *, sequences: range) -> list[int]:
    found = sent.frames("ARS_1HZ", source, sequences=sequences, from_ns=at(0), to_ns=at(9999))
    return [frame.sequence for frame in found]


def test_frames_published_are_had_again_by_number_and_time() -> None:
    sent = SentFrames()
    for second in range(5):
        sent.add(a_frame(second, source="replay/1-1"))
    assert asked(sent, "replay/1-1", sequences=range(1, 4)) == [1, 2, 3]
    assert asked(sent, "replay/1-1", sequences=range(4, 1 << 62)) == [4]
    some = sent.frames("ARS_1HZ", "replay/1-1", sequences=range(5), from_ns=at(1), to_ns=at(3))
    assert [frame.sequence for frame in some] == [1, 2]
    assert sent.frames("CAB_5HZ", "replay/1-1", sequences=range(5), from_ns=0, to_ns=at(3)) == []


def test_frames_of_before_a_seek_are_not_told_after_it() -> None:
    sent = SentFrames()
    sent.add(a_frame(4, source="replay/1-1"))
    sent.add(a_frame(0, source="replay/1-2"))
    assert asked(sent, "replay/1-1", sequences=range(9)) == []
    assert asked(sent, "replay/1-2", sequences=range(9)) == [0]


def test_no_more_than_the_newest_frames_are_kept() -> None:
    sent = SentFrames()
    for second in range(MOST_FRAMES + 2):
        sent.add(a_frame(second, source="replay/1-1"))
    kept = asked(sent, "replay/1-1", sequences=range(MOST_FRAMES + 2))
    assert (kept[0], len(kept)) == (2, MOST_FRAMES)
    assert [frame.sequence for frame in sent.newest()] == [MOST_FRAMES + 1]
