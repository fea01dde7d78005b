"""The name a device writes under: bound to the machine, so that a copied folder does not write as its original."""

import os
import sys
from hashlib import sha256

_MACHINE_ID_FILES = ("/etc/machine-id", "/var/lib/dbus/machine-id")
# `coach status` asks for the id before anything else is imported: no pathlib here, which takes 10 ms.


def device_id(state_dir: str | os.PathLike[str], machine_id_files: tuple[str, ...] = _MACHINE_ID_FILES) -> str:
    """The id of this machine: 12 hexadecimal characters, the same for every user of it.

    A hash of the machine's own id, which itself is never written anywhere. Where the machine tells none, a random
    one is kept in `state_dir` and bound to the host's name. Raises OSError when that cannot be written.
    """
    own = _machine_id(machine_id_files) or _kept_id(os.fspath(state_dir)) + _host()
    return sha256(b"back-coach device " + own.encode()).hexdigest()[:12]


def _machine_id(files: tuple[str, ...]) -> str:
    if sys.platform == "win32":
        return _windows_id()
    if sys.platform == "darwin":
        return _mac_id()
    for name in files:
        try:
            with open(name, encoding="ascii") as file:
                told = file.read(100).strip()
        except (OSError, ValueError):
            continue
        if len(told) >= 16 and told != "uninitialized" and set(told) != {"0"}:
            return told
    return ""


def _windows_id() -> str:
    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(
                winreg.HKEY_LOCAL_MACHINE,
                r"SOFTWARE\Microsoft\Cryptography",
                0,
                winreg.KEY_READ | winreg.KEY_WOW64_64KEY,
            ) as key:
                return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        except OSError:
            return ""
    return ""


def _mac_id() -> str:
    import ctypes

    try:
        uuid = (ctypes.c_ubyte * 16)()
        wait = (ctypes.c_long * 2)(1, 0)  # a timespec: one second
        if ctypes.CDLL(None).gethostuuid(uuid, ctypes.byref(wait)) == 0:
            return bytes(uuid).hex()
    except (OSError, AttributeError):
        pass
    return ""


def _host() -> str:
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")


def _kept_id(state_dir: str) -> str:
    path = os.path.join(state_dir, "device-id")
    if kept := _read(path):
        return kept
    from pathlib import Path

    from coach.paths import make_private

    make_private(Path(state_dir))
    made = os.urandom(16).hex()
    temp = f"{path}.{os.getpid()}.tmp"
    fd = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(fd, made.encode())
        os.fsync(fd)
    finally:
        os.close(fd)
    try:
        os.link(temp, path)  # of two that start together the first wins
        os.unlink(temp)
        return made
    except FileExistsError:
        if kept := _read(path):
            os.unlink(temp)
            return kept
    except OSError:
        pass  # a file system without hard links
    os.replace(temp, path)
    return made


def _read(path: str) -> str:
    try:
        with open(path, encoding="ascii") as file:
            kept = file.read(100).strip()
    except (OSError, ValueError):
        return ""
    return kept if len(kept) >= 16 else ""
