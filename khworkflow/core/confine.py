"""What a process that reads something hostile lets itself have; on a system that knows no such limits, nothing changes."""

from __future__ import annotations

import contextlib

FILES_MOST = 64


def confine(mebibytes: int, seconds: int | None = None) -> None:
    """Let this process have so much memory and, where that is said, work; it writes no file and leaves no core behind."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - not on every system

        memory = mebibytes * 1024 * 1024
        limits = [
            (resource.RLIMIT_AS, memory),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_NOFILE, FILES_MOST),
        ]
        if seconds is not None:
            limits.append((resource.RLIMIT_CPU, seconds))
        for what, most in limits:
            with contextlib.suppress(ValueError, OSError):  # a system that does not know the limit
                resource.setrlimit(what, (most, most))


def grant(seconds: int) -> None:
    """Let this process work so many seconds more than it has, and then be ended; it may be granted more later."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on every system

        used = resource.getrusage(resource.RUSAGE_SELF)
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, hard))
