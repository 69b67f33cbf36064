"""Key files: made safe, bound to a role and a name, refused in words when they are not right."""

import pytest
import zmq

from telemetry.curve import KeyFolder, KeyHolder, KeysError, read_public


@pytest.fixture
def folder(tmp_path):
    return KeyFolder(tmp_path / "keys")


def permissions(path):
    return path.stat().st_mode & 0o777


def test_a_key_is_made_in_files_nobody_else_can_read(folder):
    folder.make("flight", "anna")
    assert permissions(folder.path) == 0o700
    files = [file for file in folder.path.rglob("*") if file.is_file()]
    assert sorted(file.name for file in files) == ["anna.key", "anna.pub", "anna.pub"]
    assert {permissions(file) for file in files} == {0o600}


def test_a_key_is_bound_to_its_role_and_name(folder):
    made = folder.make("flight", "anna")
    own = folder.own("flight")
    assert own.holder == made
    assert (own.holder.role, own.holder.name) == ("flight", "anna")
    assert zmq.curve_public(own.secret.encode()).decode() == made.public


def test_the_secret_half_is_in_no_public_file_and_no_log(folder):
    folder.make("guest", "ben")
    own = folder.own("guest")
    assert own.secret not in repr(own)
    for file in folder.path.rglob("*.pub"):
        assert own.secret not in file.read_text()


def test_a_key_made_here_is_trusted_here(folder):
    made = folder.make("guest", "ben")
    assert folder.enrolled() == [made]


def test_a_public_key_from_elsewhere_can_be_enrolled(folder, tmp_path):
    there = KeyFolder(tmp_path / "there")
    made = there.make("observer", "cleo")
    assert folder.enrol(there.path / "cleo.pub") == made
    assert folder.enrolled() == [made]
    assert folder.own_keys() == []


def test_a_revoked_key_is_trusted_no_more_and_cannot_come_back(folder):
    made = folder.make("flight", "anna")
    before = folder.stamp
    assert folder.revoke("anna") == made
    assert folder.enrolled() == []
    assert folder.revoked() == [made]
    assert folder.stamp != before
    with pytest.raises(KeysError, match="revoked"):
        folder.enrol(folder.path / "anna.pub")


@pytest.mark.parametrize("name", ["", "Anna", "../anna", "a b", "-a", "a" * 41])
def test_a_name_that_could_be_anything_else_is_refused(folder, name):
    with pytest.raises(KeysError, match="is not a name"):
        folder.make("flight", name)
    with pytest.raises(KeysError, match="no enrolled key"):
        folder.revoke(name)


def test_a_name_is_given_once(folder):
    folder.make("flight", "anna")
    with pytest.raises(KeysError, match="already has a key named anna"):
        folder.make("guest", "anna")


def test_another_key_cannot_be_enrolled_under_a_name_that_is_taken(folder, tmp_path):
    folder.make("guest", "anna")
    there = KeyFolder(tmp_path / "there")
    there.make("flight", "anna")
    with pytest.raises(KeysError, match="another key is enrolled as anna"):
        folder.enrol(there.path / "anna.pub")


def test_a_secret_others_can_read_is_not_used(folder):
    folder.make("flight", "anna")
    (folder.path / "anna.key").chmod(0o640)
    with pytest.raises(KeysError, match="chmod 600"):
        folder.own("flight")


def test_a_folder_others_can_read_is_not_used(folder):
    folder.path.mkdir(mode=0o755)
    with pytest.raises(KeysError, match="chmod 700"):
        folder.make("flight", "anna")


def test_which_of_several_keys_is_meant_is_said_by_name(folder):
    folder.make("flight", "anna")
    ben = folder.make("flight", "ben")
    with pytest.raises(KeysError, match="several keys for the role flight"):
        folder.own("flight")
    assert folder.own("flight", "ben").holder == ben


def test_a_missing_key_is_an_error_that_says_how_to_make_it(folder):
    with pytest.raises(KeysError, match="cupola keys new guest NAME"):
        folder.own("guest")


def test_there_must_be_exactly_one_server_to_trust(folder):
    with pytest.raises(KeysError, match="no enrolled server"):
        folder.only("server")
    made = folder.make("server", "main")
    assert folder.only("server") == made
    folder.make("server", "other")
    with pytest.raises(KeysError, match="more than one"):
        folder.only("server")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no valid role, no valid name, no valid public"),
        ("\x00", "not a key file"),
        ('role = "flight"\nname = "a"\npublic = "short"\n', "no valid public"),
        ('role = "flight"\nname = "../a"\npublic = "' + "a" * 40 + '"\n', "no valid name"),
        ('role = "flight"\nname = "a"\npublic = "' + "a" * 40 + '"\nmore = 1\n', "'more'"),
    ],
)
def test_a_file_that_is_no_public_key_is_refused_with_its_name_and_every_problem(
    tmp_path, text, problem
):
    file = tmp_path / "x.pub"
    file.write_text(text)
    with pytest.raises(KeysError, match=problem) as caught:
        read_public(file)
    assert "x.pub" in str(caught.value)


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path):
    with pytest.raises(KeysError, match="No such file"):
        read_public(tmp_path / "nobody.pub")


def test_a_public_file_with_a_secret_in_it_is_refused(folder):
    folder.make("flight", "anna")
    with pytest.raises(KeysError, match="unknown field 'secret'"):
        folder.enrol(folder.path / "anna.key")


def test_halves_that_do_not_belong_together_are_refused(folder):
    folder.make("flight", "anna")
    other = KeyHolder(role="flight", name="anna", public=zmq.curve_keypair()[0].decode())
    file = folder.path / "anna.key"
    file.write_text(file.read_text().replace(folder.enrolled()[0].public, other.public))
    with pytest.raises(KeysError, match="two halves"):
        folder.own("flight")
