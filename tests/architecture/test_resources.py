"""Every file the code asks for by name ships with Cupola."""

import ast
import tomllib

import pytest
from architecture.source_files import HOME, source_files

import resources


def names_in_code():
    """Return every literal given to `resources.find`, with who asks."""
    return [
        pytest.param(node.args[0].value, id=f"{path}: {node.args[0].value}")
        for path in source_files()
        for node in ast.walk(ast.parse((HOME / path).read_text(encoding="utf-8")))
        if is_find(node) and isinstance(node.args[0], ast.Constant)
    ]


def is_find(node):
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "find"
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "resources"
        and bool(node.args)
    )


@pytest.mark.parametrize("name", names_in_code())
def test_every_resource_named_in_code_ships(name):
    assert resources.find(name).exists()


def test_a_resource_that_does_not_ship_is_named_in_the_error():
    with pytest.raises(FileNotFoundError, match="no resource named 'maps/atlantis'"):
        resources.find("maps/atlantis")


def test_every_package_of_the_code_is_installed():
    listed = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))
    packages = set(listed["tool"]["setuptools"]["packages"])
    present = {".".join(path.parent.parts) for path in source_files()}
    assert packages == present
