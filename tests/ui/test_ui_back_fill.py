from console.ui.models.back_fill import ASKED_COLUMNS, BackFill


def test_each_stretch_is_asked_for_once(sent):
    back_fill = BackFill(sent.ask_history)
    for _ in range(3):
        back_fill.want("CAB_P_TOT", 100, 200)
    assert sent.questions == [("CAB_P_TOT", 100, 200, ASKED_COLUMNS)]


def test_a_later_start_needs_no_question(sent):
    back_fill = BackFill(sent.ask_history)
    back_fill.want("CAB_P_TOT", 100, 200)
    back_fill.want("CAB_P_TOT", 150, 250)
    assert len(sent.questions) == 1


def test_an_earlier_start_is_asked_for(sent):
    back_fill = BackFill(sent.ask_history)
    back_fill.want("CAB_P_TOT", 100, 200)
    back_fill.want("CAB_P_TOT", 10, 250)
    assert sent.questions[-1][:3] == ("CAB_P_TOT", 10, 250)


def test_everything_is_asked_for_again_after_the_link_was_broken(sent):
    back_fill = BackFill(sent.ask_history)
    back_fill.want("CAB_P_TOT", 100, 200)
    back_fill.forget()
    back_fill.want("CAB_P_TOT", 150, 300)
    assert sent.questions[-1][:3] == ("CAB_P_TOT", 150, 300)


def test_nothing_is_asked_about_no_time_at_all(sent):
    BackFill(sent.ask_history).want("CAB_P_TOT", 200, 200)
    assert sent.questions == []
