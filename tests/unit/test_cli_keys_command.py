"""``cupola keys``: what a person types, and the one line they get when it cannot be."""

import pytest

from console.cli import main
from telemetry.curve import KeyFolder


@pytest.fixture
def keys(tmp_path, capsys):
    """Return a function that runs ``cupola keys`` on a folder of its own."""

    def run(*words, folder=tmp_path / "keys"):
        status = main(["keys", *map(str, words), "--keys", str(folder)])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_a_new_key_says_which_file_to_carry(keys, tmp_path):
    status, out, err = keys("new", "flight", "anna")
    assert status == 0
    assert out.strip() == str(tmp_path / "keys" / "anna.pub")
    assert "trusted on this machine" in err


def test_a_key_is_carried_to_another_machine_and_enrolled(keys, tmp_path):
    keys("new", "observer", "cleo")
    there = tmp_path / "there"
    status, _, err = keys("enrol", tmp_path / "keys" / "cleo.pub", folder=there)
    assert (status, err) == (0, "cleo is trusted here as observer\n")
    assert [holder.name for holder in KeyFolder(there).enrolled()] == ["cleo"]


def test_the_list_is_a_table_a_program_can_read(keys):
    keys("new", "server", "main")
    keys("new", "guest", "ben")
    keys("revoke", "ben")
    status, out, _ = keys("list")
    head, *rows = [line.split("\t") for line in out.splitlines()]
    assert status == 0
    assert head == ["name", "role", "state", "secret", "public"]
    assert [row[:4] for row in rows] == [
        ["main", "server", "enrolled", "here"],
        ["ben", "guest", "revoked", "here"],
    ]
    assert all(len(row[4]) == 40 for row in rows)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("revoke", "nobody"), "no enrolled key named 'nobody'"),
        (("enrol", "missing.pub"), "No such file"),
        (("new", "flight", "Anna Smith"), "is not a name"),
    ],
)
def test_what_cannot_be_is_one_clear_line_and_status_2(keys, words, problem):
    status, out, err = keys(*words)
    assert (status, out) == (2, "")
    assert problem in err
    assert err.count("\n") == 1


def test_an_unknown_role_is_refused_with_the_roles_there_are(keys, capsys):
    with pytest.raises(SystemExit) as ended:
        keys("new", "pilot", "anna")
    assert ended.value.code == 2
    assert "'flight', 'guest', 'trainer', 'observer', 'server', 'source'" in capsys.readouterr().err


def test_a_mission_day_names_everything_its_keys_lack_at_once(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    folder = KeyFolder(tmp_path / "keys")
    folder.make("server", "main")
    words = ["run", "--keys", str(folder.path), "--file", str(tmp_path / "a.mission")]
    assert main(words) == 2
    said = capsys.readouterr().err
    assert "role source" in said
    assert "role flight" in said
    assert "role guest" in said


def test_a_rehearsal_cannot_sign_for_people(tmp_path, capsys):
    words = ["run", "--headless", "--keys", str(tmp_path), "--file", str(tmp_path / "a.mission")]
    assert main(words) == 2
    assert "nobody may sign for them" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("server", "--mission", "meridian-1", "--listen", "tcp://0.0.0.0:7700"),
        ("simulate", "--mission", "meridian-1", "--publish", "tcp://0.0.0.0:7690"),
    ],
)
def test_listening_to_other_machines_without_keys_is_refused_before_anything_is_written(
    tmp_path, capsys, words
):
    file = tmp_path / "a.mission"
    more = ["--file", str(file)] if words[0] == "server" else []
    assert main([*words, *more]) == 2
    assert "needs keys: give --keys DIR" in capsys.readouterr().err
    assert not file.exists()


def test_the_simulator_with_a_bad_key_folder_says_so(tmp_path, capsys):
    words = ["simulate", "--mission", "meridian-1", "--publish", "tcp://127.0.0.1:0"]
    assert main([*words, "--keys", str(tmp_path / "none")]) == 2
    assert "cupola keys new source NAME" in capsys.readouterr().err
