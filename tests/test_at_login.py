"""Starting at login: one file by the platform's own means, and nothing is left of it after."""

import configparser
import os
import plistlib
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from coach.cli import at_login
from coach.cli.at_login import places, switch_off
from coach.cli.run import run

WORDS = ('/opt/my "coach"/bin/coach', "remind")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own, on a machine without systemctl."""
    folder = tmp_path / "someone"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setattr(shutil, "which", lambda name, path=None: None)
    return folder


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


def test_on_and_off_without_systemd(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["open", "--at-login", "on"]) == 0
    assert files(home) == [".config/autostart/back-coach.desktop"]
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(home / ".config/autostart/back-coach.desktop")
    assert entry["Desktop Entry"]["Type"] == "Application"
    assert "remind" in entry["Desktop Entry"]["Exec"]
    assert run(["open", "--at-login", "on"]) == 0, "twice does no harm"
    assert run(["open", "--at-login", "off"]) == 0
    assert files(home) == []
    assert run(["open", "--at-login", "off"]) == 0
    assert "Nothing of the coach starts at login." in capsys.readouterr().out


def test_on_and_off_with_systemd(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[tuple[str, ...]] = []
    monkeypatch.setattr(shutil, "which", lambda name, path=None: "/usr/bin/systemctl" if name == "systemctl" else None)

    def ran(*words: str) -> bool:
        said.append(words)
        return True

    monkeypatch.setattr(at_login, "_ran", ran)
    assert run(["open", "--at-login", "on"]) == 0
    assert files(home) == [".config/systemd/user/back-coach.service"]
    assert ("systemctl", "--user", "enable", "back-coach.service") in said
    assert run(["open", "--at-login", "off"]) == 0
    assert ("systemctl", "--user", "disable", "back-coach.service") in said
    assert files(home) == []


def test_a_systemd_that_refuses_leaves_nothing_behind(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name, path=None: "/usr/bin/systemctl" if name == "systemctl" else None)
    monkeypatch.setattr(at_login, "_ran", lambda *words: "enable" not in words)
    assert run(["open", "--at-login", "on"]) == 1
    assert files(home) == []


def test_a_link_that_systemd_left_is_taken_away_too(home: Path) -> None:
    (place,) = [each for each in places("linux", {}, home, WORDS) if each.means == "systemd"]
    wants = place.file.parent / "default.target.wants"
    wants.mkdir(parents=True)
    place.file.write_text(place.text)
    (wants / place.file.name).symlink_to(place.file)
    assert switch_off(place)
    assert files(home) == []


def test_a_folder_that_cannot_be_written_is_one_sentence(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / ".config").write_text("a file")
    assert run(["open", "--at-login", "on"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_each_platform_has_its_own_file(home: Path) -> None:
    chosen = {"COACH_HOME": "/data/my coach"}
    (mac,) = places("darwin", chosen, home, WORDS)
    content = plistlib.loads(mac.text.encode())
    assert content["ProgramArguments"] == list(WORDS) and content["RunAtLoad"] is True
    assert content["EnvironmentVariables"] == {"COACH_HOME": "/data/my coach"}
    assert mac.file == home / "Library/LaunchAgents/org.back-coach.remind.plist"
    (windows,) = places("win32", {"APPDATA": str(home / "Roaming"), **chosen}, home, (r"C:\a b\coach.exe", "remind"))
    assert windows.file.suffix == ".vbs" and windows.file.parent.name == "Startup"
    assert r'shell.Run """C:\a b\coach.exe"" remind", 0, False' in windows.text
    assert 'shell.Environment("Process")("COACH_HOME") = "/data/my coach"' in windows.text


@pytest.mark.skipif(not Path("/usr/bin/systemd-analyze").exists(), reason="no systemd here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    program = tmp_path / "a $b %c coach"
    program.write_text("#!/bin/sh\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    unit = places("linux", {"COACH_HOME": str(tmp_path)}, tmp_path, (str(program), "remind"))[0]
    unit.file.parent.mkdir(parents=True)
    unit.file.write_text(unit.text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", str(unit.file)], capture_output=True, text=True, timeout=20,
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
    )  # fmt: skip
    assert "back-coach.service" not in done.stderr, done.stderr
