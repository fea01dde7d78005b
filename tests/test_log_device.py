"""The name a device writes under, on each platform, and where the machine tells none."""

import ctypes
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from coach.log.device import device_id

NOWHERE = ("/nonexistent/machine-id",)
WINNER = "b" * 32


def ids_in(state: Path) -> list[str]:
    return sorted(os.listdir(state))


def test_a_folder_copied_to_a_machine_without_an_id_writes_under_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = device_id(tmp_path, NOWHERE)
    monkeypatch.setattr(os, "uname", lambda: SimpleNamespace(nodename="another-host"))
    assert device_id(tmp_path, NOWHERE) != here


def test_the_kept_id_is_for_this_user_alone(tmp_path: Path) -> None:
    device_id(tmp_path / "state", NOWHERE)
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "state" / "device-id").stat().st_mode & 0o777 == 0o600


def test_a_disk_without_hard_links_keeps_one_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(old: str, new: str) -> None:
        raise PermissionError("no hard links here")

    monkeypatch.setattr(os, "link", no_links)
    assert device_id(tmp_path, NOWHERE) == device_id(tmp_path, NOWHERE)
    assert ids_in(tmp_path) == ["device-id"]


@pytest.mark.parametrize("winner", [WINNER, "cut"], ids=["whole", "cut"])
def test_of_two_that_start_together_both_take_the_first_one_s_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, winner: str
) -> None:
    def another_was_faster(old: str, new: str) -> None:
        Path(new).write_text(winner)
        raise FileExistsError(new)

    monkeypatch.setattr(os, "link", another_was_faster)
    ours = device_id(tmp_path, NOWHERE)
    assert ours == device_id(tmp_path, NOWHERE)
    assert ((tmp_path / "device-id").read_text() == WINNER) == (winner == WINNER), "one that is cut is made anew"
    assert ids_in(tmp_path) == ["device-id"]


def test_an_id_that_cannot_be_kept_is_an_error_and_not_another_name_each_time(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    with pytest.raises(OSError):
        device_id(tmp_path / "state", NOWHERE)


# ── macOS and Windows: what they are asked, and what follows when they do not tell ──────────────────────────────────


def test_macos_is_asked_for_its_uuid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = [bytes(range(16))]

    def gethostuuid(uuid: ctypes.Array[ctypes.c_ubyte], wait: object) -> int:
        for place, byte in enumerate(told[0]):
            uuid[place] = byte
        return 0

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(ctypes, "CDLL", lambda name: SimpleNamespace(gethostuuid=gethostuuid))
    one = device_id(tmp_path / "state", NOWHERE)
    assert one == device_id(tmp_path / "copied", NOWHERE) and not (tmp_path / "state").exists()
    told[0] = bytes(16 * [7])
    assert device_id(tmp_path / "state", NOWHERE) != one


@pytest.mark.parametrize("library", [SimpleNamespace(), SimpleNamespace(gethostuuid=lambda uuid, wait: -1)])
def test_a_mac_that_does_not_tell_keeps_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: SimpleNamespace
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(ctypes, "CDLL", lambda name: library)
    assert device_id(tmp_path, NOWHERE) == device_id(tmp_path, NOWHERE)
    assert ids_in(tmp_path) == ["device-id"]


class Registry:
    """As much of winreg as is asked."""

    HKEY_LOCAL_MACHINE, KEY_READ, KEY_WOW64_64KEY = 1, 2, 4

    def __init__(self, values: dict[str, str]) -> None:
        self.values = values

    def OpenKey(self, root: int, path: str, reserved: int, access: int) -> "Registry":  # noqa: N802
        assert (root, path, access) == (1, r"SOFTWARE\Microsoft\Cryptography", 6), "the 64-bit view, to read"
        return self

    def __enter__(self) -> "Registry":
        return self

    def __exit__(self, *error: object) -> None: ...

    def QueryValueEx(self, key: "Registry", name: str) -> tuple[str, int]:  # noqa: N802
        if name not in self.values:
            raise FileNotFoundError(name)
        return self.values[name], 1


def test_windows_is_asked_for_its_machine_guid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "winreg", Registry({"MachineGuid": "0e984725-c51c-4bf4-9960-e1c80e27aba0"}))
    one = device_id(tmp_path / "state", NOWHERE)
    assert one == device_id(tmp_path / "copied", NOWHERE) and not (tmp_path / "state").exists()


def test_a_windows_that_does_not_tell_keeps_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "winreg", Registry({}))
    assert device_id(tmp_path, NOWHERE) == device_id(tmp_path, NOWHERE)
    assert ids_in(tmp_path) == ["device-id"]
