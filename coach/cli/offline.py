"""The coach speaks to no network: the library for encrypted connections stays out, 2 MiB and a part of each start."""

import sys
from importlib import import_module
from typing import cast

_TLS = "ssl"
"""What asyncio takes along wherever it is there, and does without where it is not."""
_OPENSSL = "_hashlib"
"""By which `hashlib` has its sums from the same library; without it they come from Python's own modules."""
_OWN_SUMS = ("_sha2", "_sha256")
"""Python's own module for SHA-256, since 3.12 and before; some systems build Python without it."""


def leave_out_tls() -> None:
    """Have every import of TLS fail in this process, as on a Python that was built without; before anything asks."""
    modules = cast(dict[str, object], sys.modules)
    modules.setdefault(_TLS, None)
    if any(map(_there, _OWN_SUMS)):
        modules.setdefault(_OPENSSL, None)


def _there(name: str) -> bool:
    try:
        import_module(name)
    except ImportError:
        return False
    return True
