"""What `deploy/` and its page say of settings, files, names and commands is what the software knows."""

from __future__ import annotations

import base64
import configparser
import hashlib
import hmac
import re
import shutil
import subprocess
import tempfile
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from commonbeat.settings import Settings
from tests.with_postgres import OWNER, SERVING, binaries, cluster

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
FILES = [path for path in sorted(DEPLOY.rglob("*")) if path.is_file() and "secrets" not in path.parent.name]


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text())
    return found


def unit(path: Path) -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(path)
    return read


def test_every_variable_of_the_environment_is_a_setting() -> None:
    known = {f"COMMONBEAT_{name.upper()}" for name in Settings.model_fields}
    named = {
        (path.name, name)
        for path in [*FILES, ROOT / "docs" / "deploy.md"]
        for name in re.findall(r"COMMONBEAT_[A-Z_]+", path.read_text())
    }
    assert len(named) >= 7
    assert not [(path, name) for path, name in named if name.removesuffix("_FILE") not in known]


def test_the_settings_of_systemd_are_read_as_they_stand() -> None:
    read = Settings(**tomllib.loads((DEPLOY / "systemd" / "commonbeat.toml").read_text()))
    assert read.behind_tls
    assert "127.0.0.1" in read.hosts
    assert read.database is not None
    assert read.database_owner is not None
    assert read.database_public is not None
    urls = (read.database, read.database_owner, read.database_public)
    roles = [urlsplit(url.get_secret_value()).username for url in urls]
    page = (ROOT / "docs" / "deploy.md").read_text()
    for role in roles:
        assert f"CREATE ROLE {role} LOGIN'" in page
    assert not set(read.public_hosts) & set(read.hosts)
    served = (DEPLOY / "systemd" / "Caddyfile").read_text()
    assert all(name in served for name in [read.hosts[0], *read.public_hosts])
    assert all(str(folder).startswith("/var/lib/commonbeat/") for folder in (read.data, read.lake))


def test_the_environment_of_compose_is_read_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = compose()["services"]["commonbeat"]
    monkeypatch.chdir(tmp_path)
    for name, value in service["environment"].items():
        if name.endswith("_FILE"):
            assert Path(value).name in service["secrets"]
            (tmp_path / Path(value).name).write_text("postgresql://commonbeat:x@database/commonbeat\n")
            value = str(tmp_path / Path(value).name)
        monkeypatch.setenv(name, re.sub(r"\$\{(\w+)[^}]*\}", r"\1", value))
    read = Settings()
    assert read.hosts == ["NAME", "127.0.0.1"]
    assert read.public_hosts == ["PUBLIC_NAME"]
    assert read.database_public is not None
    assert read.behind_tls
    assert read.trusted_proxy == compose()["services"]["proxy"]["networks"]["proxied"]["ipv4_address"]
    assert read.database is not None
    assert read.database_owner is not None


def test_compose_names_only_what_it_declares_and_shows_only_the_proxy() -> None:
    found = compose()
    for name, service in found["services"].items():
        assert set(service.get("secrets", [])) <= set(found["secrets"]), name
        assert set(service["networks"]) <= set(found["networks"]), name
        assert set(service.get("depends_on", [])) <= set(found["services"]), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in found["volumes"] or (DEPLOY / "compose" / source).is_file(), source
        assert ("ports" in service) is (name == "proxy")
    assert (DEPLOY / "compose" / found["services"]["commonbeat"]["build"]["context"]).resolve() == ROOT
    assert (ROOT / found["services"]["commonbeat"]["build"]["dockerfile"]).is_file()


def test_the_image_takes_in_what_the_package_is_built_from() -> None:
    taken = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert all((ROOT / name).exists() for name in taken)
    assert taken >= {"pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "src", "frontend"}
    image = (DEPLOY / "Containerfile").read_text()
    assert "\nUSER commonbeat\n" in image
    assert "'.[postgres]'" in image


@pytest.mark.parametrize("path", UNITS, ids=[path.name for path in UNITS])
def test_a_unit_runs_as_its_own_user_and_is_shut_in(path: Path) -> None:
    service = unit(path)["Service"]
    assert service["User"] == "commonbeat"
    assert service["WorkingDirectory"] == "/etc/commonbeat"
    assert (service["ProtectSystem"], service["NoNewPrivileges"], service["CapabilityBoundingSet"]) == (
        "strict",
        "yes",
        "",
    )


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    for path in (DEPLOY / "systemd").glob("*.[st][ei][rm]*"):
        # This machine has neither the user nor the program; everything else stands as it is.
        text = path.read_text().replace("/opt/commonbeat/bin/commonbeat", "/bin/true")
        (tmp_path / path.name).write_text(re.sub(r"^(User|Group)=commonbeat$", r"\1=root", text, flags=re.M))
    units = sorted(tmp_path.iterdir())
    assert [path.name for path in units] == [
        "commonbeat-backup.service",
        "commonbeat-backup.timer",
        "commonbeat.service",
    ]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not installed")
def test_the_roles_of_compose_are_made_with_the_passwords_of_the_secrets(tmp_path: Path) -> None:
    for name in ("secrets.sh", "roles.sh"):
        shutil.copy(DEPLOY / "compose" / name, tmp_path)
    subprocess.run([tmp_path / "secrets.sh"], check=True)
    secrets = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert set(secrets) == set(compose()["secrets"])
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert subprocess.run([tmp_path / "secrets.sh"], check=False, capture_output=True).returncode != 0  # never twice
    # Not below tmp_path: PostgreSQL runs as another user where this is root.
    with tempfile.TemporaryDirectory() as made, cluster(Path(made)) as socket:
        environment = {
            "PATH": f"{binaries()}:/usr/bin:/bin",
            "PGHOST": socket,
            "SECRETS": str(tmp_path / "secrets"),
        }

        def ask(*statements: str) -> str:
            words = [word for statement in statements for word in ("-c", statement)]
            psql = ["psql", "-U", "postgres", "-d", "postgres", "-At", *words]
            return subprocess.run(psql, env=environment, check=True, capture_output=True, text=True).stdout

        ask(
            "DROP DATABASE commonbeat",
            *(f"DROP ROLE IF EXISTS {role}" for role in (SERVING, OWNER, "commonbeat_public")),
        )
        subprocess.run(["sh", tmp_path / "roles.sh"], env=environment, check=True, stdout=subprocess.DEVNULL)
        owner = ask("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'commonbeat'").strip()
        kept = dict(
            row.split("|") for row in ask("SELECT rolname, rolpassword FROM pg_authid").split() if "SCRAM" in row
        )
    urls = {name: urlsplit(secrets[name]) for name in ("database", "database_owner", "database_public")}
    assert owner == urls["database_owner"].username
    for url in urls.values():
        assert url.username is not None
        assert url.password is not None
        assert scram(url.password, kept[url.username]) == kept[url.username]


def scram(password: str, like: str) -> str:
    """What PostgreSQL keeps of a password (RFC 5802), with the salt and the rounds of another verifier."""
    rounds, salt = like.split("$")[1].split(":")
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(salt), int(rounds))
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    keys = (stored, hmac.digest(salted, b"Server Key", "sha256"))
    return f"SCRAM-SHA-256${rounds}:{salt}${':'.join(base64.b64encode(key).decode() for key in keys)}"
