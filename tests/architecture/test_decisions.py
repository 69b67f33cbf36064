"""Decision records are numbered once, and whoever refers to one finds it."""

import re
from collections import Counter

from architecture.source_files import HOME, source_files

RECORDS = sorted((HOME / "docs" / "decisions").glob("*.md"))
OTHERS = ("pyproject.toml", "README.md", "docs/protocol.md")


def test_every_decision_has_a_number_of_its_own():
    numbers = Counter(path.name[:4] for path in RECORDS)
    assert [number for number, count in numbers.items() if count > 1] == []


def test_every_decision_that_is_referred_to_exists():
    texts = [HOME / name for name in (*OTHERS, *source_files())]
    texts += [*RECORDS, *(HOME / "tests").rglob("*.py"), *(HOME / "scripts").rglob("*.py")]
    wanted = {
        (number, path.name)
        for path in texts
        for number in re.findall(r"decisions/(\d{4})", path.read_text())
    }
    assert {number for number, _ in wanted} >= {"0001"}
    there = {path.name[:4] for path in RECORDS}
    assert [each for each in sorted(wanted) if each[0] not in there] == []
