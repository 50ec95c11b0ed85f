"""The folder of a local installation, and who is using its servers."""

import atexit
import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent.parent
UNWRITABLE = {
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EEXIST,
    errno.ENOTDIR,
}


class LocalError(RuntimeError):
    """This machine cannot provide what is needed; the message says what to do."""


def state_folder() -> Path:
    """Return the folder for data, keys and logs: LIKA_STATE, or .state beside the code."""
    folder = Path(os.environ.get("LIKA_STATE") or BASE_DIR / ".state").absolute()
    with writing_in(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


@contextmanager
def writing_in(folder: Path) -> Iterator[None]:
    """Turn a folder that takes no files, or a full disk, into a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno not in UNWRITABLE:
            raise
        raise LocalError(
            f"Nothing can be kept in {folder}: {error.strerror}. Make room there, "
            f"or set LIKA_STATE to a folder of yours.\n无法写入 {folder}：请腾出空间，或把 LIKA_STATE 设为您可写的文件夹。"
        ) from error


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold the lock file; a second process waits its turn."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def use(folder: Path, stop: Callable[[], None]) -> Callable[[], None]:
    """Count this process among the users of the folder's servers; the last to leave stops them.

    The count is a shared file lock, so that a killed process leaves it too.
    """
    file = (folder / "users.lock").open("w")
    fcntl.flock(file, fcntl.LOCK_SH)
    owner = os.getpid()

    def leave() -> None:
        if file.closed or os.getpid() != owner:
            return
        with alone(folder / "services.lock"):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                stop()
            file.close()

    atexit.register(leave)
    return leave
