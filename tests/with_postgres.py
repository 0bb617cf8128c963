"""Run a command beside a PostgreSQL server of its own, which is gone afterwards.

    python tests/with_postgres.py pytest tests/program tests/web

The tests arrange as the tables' owner; every request they make runs as the role that serves (tests/as_serving_role.py).
Without PostgreSQL this fails in CI and says so elsewhere.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER, SERVING, PUBLIC = "commonbeat_owner", "commonbeat_app", "commonbeat_public"


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl: Debian keeps them off the path."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = installed[-1] if installed else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _as_user() -> list[str]:
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []


def start_again(folder: Path) -> None:
    """Start the server whose files are in `folder`: the first time, or after it was killed."""
    home = binaries()
    assert home is not None  # there was one when the files were made
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}'"
    words = [str(home / "pg_ctl"), "-D", str(folder / "data"), "-w", "-l", str(folder / "log"), "-o", options, "start"]
    subprocess.run([*_as_user(), *words], check=True, stdout=subprocess.DEVNULL, cwd=folder)


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """A server that listens on a socket in `folder`; gives the folder of the socket."""
    home = binaries()
    if home is None:
        raise SystemExit("PostgreSQL is not installed (Debian: apt-get install postgresql).")
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"

    def run(*words: str) -> None:
        subprocess.run([*_as_user(), *words], check=True, stdout=subprocess.DEVNULL, cwd=folder)

    run(str(home / "initdb"), "-D", str(data), "-U", "postgres", "--auth=trust", "-E", "UTF8", "--no-locale")
    start_again(folder)
    try:
        for role, rights in ((OWNER, "CREATEDB"), (SERVING, ""), (PUBLIC, "")):
            subprocess.run(
                [
                    str(home / "psql"),
                    "-q",
                    "-h",
                    str(folder),
                    "-U",
                    "postgres",
                    "-c",
                    f"CREATE ROLE {role} LOGIN {rights}",
                ],
                check=True,
            )
        subprocess.run(
            [
                str(home / "psql"), "-q", "-h", str(folder), "-U", "postgres",
                "-c", f"GRANT {SERVING} TO {OWNER}",
                "-c", f"CREATE DATABASE commonbeat OWNER {OWNER}",
            ],
            check=True,
        )  # fmt: skip
        yield str(folder)
    finally:
        run(str(home / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")


def address(role: str, socket: str) -> str:
    """The setting `database` for a role."""
    return f"postgresql://{role}@/commonbeat?host={socket}"


def main() -> int:
    """Run the words of the command line."""
    if binaries() is None and not os.environ.get("CI"):
        print("PostgreSQL is not installed: the tests on it are left out.")  # noqa: T201
        return 0
    folder = Path(tempfile.mkdtemp(prefix="commonbeat-postgres-"))
    folder.chmod(0o755)
    try:
        with cluster(folder) as socket:
            environment = os.environ | {
                "COMMONBEAT_DATABASE": address(OWNER, socket),
                "COMMONBEAT_DATABASE_PUBLIC": address(PUBLIC, socket),
                "COMMONBEAT_TEST_SERVING_ROLE": SERVING,
            }
            return subprocess.run(sys.argv[1:], env=environment, check=False).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
