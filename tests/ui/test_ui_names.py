from builders import a_mission

from console.ui.models.names import Names

MISSION = a_mission()


def test_people_and_panes_are_called_by_their_names_and_strangers_by_their_ids():
    names = Names(MISSION)

    assert names.people(("guest-a", "guest-9")) == "Guest A, guest-9"
    assert names.pane("dome") == "viewing dome"
    assert names.pane("hatch") == "hatch"
