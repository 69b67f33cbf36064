"""Modules stay small, and none is without a test that knows it."""

import ast

from architecture.source_files import HOME, module_name, source_files

LINES_MAX = 400
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


def every_test():
    return sorted((HOME / "tests").rglob("test_*.py"))


def imported_by_tests():
    """Return every module a test imports something from."""
    found = set()
    for path in every_test():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def test_no_module_is_longer_than_400_lines():
    assert [path for path in source_files() if len(lines(path)) > LINES_MAX] == []


def test_every_module_is_known_to_a_test():
    """A test file goes by its name, or imports from it."""
    names, imported = {path.name for path in every_test()}, imported_by_tests()
    unknown = [
        path.as_posix()
        for path in source_files()
        if has_code(path)
        and not names_of_a_test(path) & names
        and module_name(path) not in imported
    ]
    assert sorted(set(unknown) - SEEN_FROM_OUTSIDE) == []


def test_the_list_of_exceptions_is_not_longer_than_it_must_be():
    assert {path.as_posix() for path in source_files()} >= SEEN_FROM_OUTSIDE
