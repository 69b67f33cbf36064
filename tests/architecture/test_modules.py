"""Modules stay small, and none is without a test that knows it."""

import re

from architecture.source_files import HOME, module_name, source_files

LINES_MAX = 400
# A statement of its own, on one line or in brackets; parsing would take ten times as long.
IMPORT = re.compile(r"^ *(?:from (\S+) )?import (\([^)]*\)|.+)$", re.MULTILINE)
# What these do is seen only from outside, in tests of what uses them.
SEEN_FROM_OUTSIDE = {"console/cli/__main__.py"}


def lines(path):
    return (HOME / path).read_text(encoding="utf-8").splitlines()


def has_code(path):
    return any(line.lstrip().startswith(("def ", "class ")) for line in lines(path))


def names_of_a_test(path):
    """Return the names a test file about `path` may have: test_<room>_<module>.py."""
    package, *rooms, module = path.with_suffix("").parts
    if module == "__init__":
        return {f"test_{path.parent.name}.py"}
    room = rooms[0] if package == "console" and rooms else package
    return {f"test_{room}_{module}.py", f"test_{module}.py"}


def files_of_tests():
    """Return the tests and what they share."""
    return sorted((HOME / "tests").rglob("*.py"))


def imports_of(path):
    """Return the modules a file imports, and the names it imports from them."""
    found = set()
    for module, names in IMPORT.findall(path.read_text(encoding="utf-8")):
        each = re.findall(r"[\w.]+", names)
        found |= {module, *(f"{module}.{name}" for name in each)} if module else set(each)
    return found


def known_to_tests():
    """Return the modules with a test file of their name, and those a test imports from."""
    names = {path.name for path in files_of_tests()}
    imported = set().union(*map(imports_of, files_of_tests()))
    return {
        module_name(path)
        for path in source_files()
        if names_of_a_test(path) & names or module_name(path) in imported
    }


def with_their_parts(known):
    """Return `known` and what only one of them uses: its parts are tested through it."""
    modules = {module_name(path): path for path in source_files()}
    users = {name: set() for name in modules}
    for user, path in modules.items():
        for name in imports_of(HOME / path) & modules.keys() - {user}:
            users[name].add(user)
    while parts := {part for part, by in users.items() if len(by) == 1 and by <= known} - known:
        known |= parts
    return known


def test_no_module_is_longer_than_400_lines():
    assert [path for path in source_files() if len(lines(path)) > LINES_MAX] == []


def test_every_module_is_known_to_a_test():
    """A test file goes by its name or imports from it, or it is a part of one that has that."""
    known = with_their_parts(known_to_tests())
    unknown = {path.as_posix() for path in source_files() if module_name(path) not in known}
    with_code = {path.as_posix() for path in source_files() if has_code(path)}
    assert sorted(unknown & with_code - SEEN_FROM_OUTSIDE) == []


def test_the_list_of_exceptions_is_not_longer_than_it_must_be():
    assert {path.as_posix() for path in source_files()} >= SEEN_FROM_OUTSIDE
