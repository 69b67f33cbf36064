"""The guides speak of pictures, pages, commands and keys that exist."""

import re
import shlex

import pytest
from architecture.source_files import HOME

from console.cli import COMMANDS, _parser

GUIDES = sorted((HOME / "docs" / "guides").glob("*.md"))
NAMES = {command.name for command in COMMANDS}


@pytest.fixture(params=GUIDES, ids=lambda path: path.name)
def guide(request):
    return request.param


def test_every_picture_and_page_a_guide_points_to_is_there(guide):
    targets = re.findall(r"\]\(([^)#]+)\)", guide.read_text(encoding="utf-8"))
    missing = [each for each in targets if not (guide.parent / each).exists()]
    assert missing == []


def commands_in(guide):
    text = guide.read_text(encoding="utf-8")
    for block in re.findall(r"```\n(.*?)```", text, re.DOTALL):
        for line in block.splitlines():
            if line.startswith("cupola "):
                yield re.split(r" {2,}", line)[0]


def test_every_command_a_guide_names_can_be_typed(guide):
    for line in commands_in(guide):
        words = shlex.split(line)[1:]
        assert _parser(words).parse_args(words).run is not None, line


def test_every_command_named_within_a_line_exists(guide):
    named = re.findall(r"`cupola ([a-z]+)", guide.read_text(encoding="utf-8"))
    assert set(named) <= NAMES


def test_there_is_a_guide_for_everybody():
    names = {path.name for path in GUIDES}
    assert {"README.md", "flight.md", "guest.md", "trainer.md", "engineer.md"} <= names
