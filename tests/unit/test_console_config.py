import pytest

from console.config import ConfigError, ConsolePreferences, load_preferences


def a_file(folder, text):
    path = folder / "me.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_settings_come_from_the_file_and_the_rest_from_the_defaults(tmp_path):
    path = a_file(tmp_path, 'name = "Anna"\ntheme = "daylight"\ntext_scale = 1\n')

    assert load_preferences(path) == ConsolePreferences(name="Anna", theme="daylight")


def test_every_problem_of_a_file_is_listed_at_once(tmp_path):
    path = a_file(tmp_path, 'nmae = "Anna"\nserver = 7\ntheme = "pink"\ntext_scale = 9.0\n')

    with pytest.raises(ConfigError) as caught:
        load_preferences(path)

    assert caught.value.problems == (
        f"{path}: unknown setting 'nmae'",
        f"{path}: server must be str, got 7",
        f"{path}: theme must be one of dark, daylight, got 'pink'",
        f"{path}: text_scale must be between 0.7 and 2.0, got 9.0",
    )


def test_a_truth_value_is_not_a_text_scale(tmp_path):
    with pytest.raises(ConfigError, match="text_scale must be float, got True"):
        load_preferences(a_file(tmp_path, "text_scale = true\n"))


@pytest.mark.parametrize("text", ["name = ", "\x00", '"'])
def test_what_is_not_toml_is_refused_with_the_name_of_the_file(tmp_path, text):
    with pytest.raises(ConfigError, match=r"me\.toml: not TOML"):
        load_preferences(a_file(tmp_path, text))


def test_a_missing_file_is_refused_with_its_name(tmp_path):
    with pytest.raises(ConfigError, match=r"nobody\.toml: No such file"):
        load_preferences(tmp_path / "nobody.toml")
