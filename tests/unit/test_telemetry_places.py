import sys
from pathlib import Path

import pytest
from record_builder import CONFIGURATION, DATABASE, T0_NS, a_frame

from telemetry.places import FilePlace, place_of
from telemetry.store import MissionFile
from telemetry.tables import StoreError


def test_a_path_is_a_file_and_a_place_is_its_own(tmp_path: Path) -> None:
    place = place_of(str(tmp_path / "day"))
    assert isinstance(place, FilePlace)
    assert place.path == tmp_path / "day"
    assert place_of(place) is place
    assert str(place_of(Path("day"))) == "day"


def test_a_file_counts_the_log_beside_it(tmp_path: Path) -> None:
    place = FilePlace(tmp_path / "new-folder" / "day")
    with MissionFile.create(
        place, mission="m", configuration=CONFIGURATION, database=DATABASE
    ) as mission:
        mission.append_frame(a_frame(0), T0_NS)
        mission.commit()
        assert place.bytes_on_disk() > place.path.stat().st_size
    assert place.bytes_on_disk() == place.path.stat().st_size
    assert list(place.problems()) == []


def test_a_database_without_its_library_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.delitem(sys.modules, "telemetry.postgres_place", raising=False)
    monkeypatch.delitem(sys.modules, "telemetry.postgres_tables", raising=False)
    with pytest.raises(StoreError, match="pip install 'psycopg"):
        place_of("postgresql://db/cupola")
