import json

import pytest

from console.domain.roles import Role
from console.ui.layouts import Layouts
from console.ui.saved_layout import LayoutError, SavedLayout, layouts_folder, read_layout

NIGHT = SavedLayout(page="plots", theme="dark", span_s=3600.0, windows={"orbit": [0, 0, 800, 600]})


@pytest.fixture
def desk_of_layouts(tmp_path):
    return DeskOfLayouts(tmp_path / "layouts")


class DeskOfLayouts:
    def __init__(self, folder):
        self.arranged, self.said, self.present = [], [], NIGHT
        self.layouts = Layouts(
            None, folder, Role.FLIGHT, lambda: self.present, self.arranged.append, self.said.append
        )


def test_a_layout_is_kept_under_a_name_and_chosen_again(desk_of_layouts):
    desk_of_layouts.layouts.keep("Night watch")
    assert desk_of_layouts.layouts.names == ["Night watch"]
    names = [command.name for command in desk_of_layouts.layouts.commands()]
    assert "Layout Night watch" in names
    desk_of_layouts.layouts.choose("Night watch")
    assert desk_of_layouts.arranged == [NIGHT]


@pytest.mark.parametrize("name", ["", "../up", "a/b", "x" * 41])
def test_a_name_that_could_be_a_path_is_refused(desk_of_layouts, name):
    desk_of_layouts.layouts.keep(name)
    assert desk_of_layouts.layouts.names == []
    assert "cannot be a layout's name" in desk_of_layouts.said[-1]


def test_a_layout_goes_to_somebody_else_as_a_file(desk_of_layouts, tmp_path):
    path = tmp_path / "for-anna.layout.json"
    desk_of_layouts.layouts.write(path)
    assert json.loads(path.read_text())["role"] == "flight"
    desk_of_layouts.layouts.read(path)
    assert desk_of_layouts.arranged == [NIGHT]


def test_everything_wrong_with_a_file_is_said_at_once_and_nothing_is_arranged(
    desk_of_layouts, tmp_path
):
    path = tmp_path / "bad.layout.json"
    path.write_text('{"theme": "pink", "span_s": "long", "windows": {"a": [1]}, "colour": 1}')
    desk_of_layouts.layouts.read(path)
    said = desk_of_layouts.said[-1]
    assert said.startswith("bad.layout.json: ")
    for name in ("theme must", "span_s must", "windows must", "colour is not known"):
        assert name in said
    assert desk_of_layouts.arranged == []


@pytest.mark.parametrize("text", ["", "[1]", "\x00", '{"page": 1}'])
def test_what_is_no_layout_is_refused_with_its_file_named(tmp_path, text):
    path = tmp_path / "odd.layout.json"
    path.write_text(text)
    with pytest.raises(LayoutError, match=r"odd\.layout\.json: "):
        read_layout(path)


def test_a_file_that_is_not_there_and_one_that_cannot_be_written_are_said(
    desk_of_layouts, tmp_path
):
    desk_of_layouts.layouts.read(tmp_path / "none.json")
    assert "No such file" in desk_of_layouts.said[-1]
    (tmp_path / "file").write_text("")
    desk_of_layouts.layouts.write(tmp_path / "file" / "x.json")
    assert "x.json" in desk_of_layouts.said[-1]


def test_each_role_has_layouts_of_its_own():
    assert layouts_folder(Role.FLIGHT) != layouts_folder(Role.GUEST)
