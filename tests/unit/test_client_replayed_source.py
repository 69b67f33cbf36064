from console.client.replayed_source import ReplayedSource


def test_a_source_that_is_no_replay_is_always_heard():
    sources = ReplayedSource()
    assert sources.hear("simulator/1") == (True, False)
    assert sources.hear("simulator/2") == (True, False)


def test_the_first_session_makes_nothing_be_forgotten():
    assert ReplayedSource().hear("replay/a-1") == (True, False)


def test_after_a_seek_the_telemetry_is_forgotten_and_the_old_session_is_heard_no_more():
    sources = ReplayedSource()
    sources.hear("replay/a-1")
    assert sources.hear("replay/a-2") == (True, True)
    assert sources.hear("replay/a-1") == (False, False)
    assert sources.hear("replay/a-2") == (True, False)
