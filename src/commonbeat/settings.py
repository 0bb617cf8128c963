"""Settings of one agency's installation: `commonbeat.toml` in the working folder, then the environment.

The environment wins (`COMMONBEAT_LAKE=...`); a command's own option wins over both. A secret may also stand in a file
that the environment names (`COMMONBEAT_DATABASE_FILE=...`).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from commonbeat.errors import UsageError


class Settings(BaseSettings):
    """What a command needs to know about the agency.

    Attributes:
        agency: the agency's name, when it is not given on the command line.
        zone: IANA time zone of the agency's wall clock.
        lake: folder of the call lake.
        forecasts: False leaves only counts of the past, everywhere (some cities' ordinances require it).
        harm_table: CSV of call category and weight that replaces the documented default.
        code_table: CSV of call type code and description.
        places: `places.toml` or GeoJSON that declares complexes.
        data: folder of the program: its SQLite database, its keys, its photos.
        database: `postgresql://user:password@host/name`; SQLite in the data folder when not given.
        database_owner: the same for the role that owns the tables, used to prepare the database and to back it up.
        database_public: the same for the role that reads published pages alone, for the public face.
        hosts: names under which browsers reach the server.
        public_port: a second port on which the public face answers; none without it.
        public_hosts: names under which residents reach the public face; a proxy may send them to either port.
        public_url: address of the public face as posters print it, such as https://beat.example.gov.
        behind_tls: a proxy in front of the server speaks TLS; cookies are then sent over TLS alone.
        trusted_proxy: network address of that proxy, whose word on the browser's address is taken.
        threads: requests answered at the same time.
        demo: a made city in which anybody looks through any member's eyes. Never for real data.
        oidc_url, oidc_client, oidc_secret: the agency's own sign-in, when it has one (OpenID Connect).
        saml_server, saml_url, saml_certificate: the agency's own sign-in when it speaks SAML 2.0 (extra `saml`): the
            server's entity id, the address that asks, and the PEM file of the certificate with which it signs.
        own_agency: short name (slug) of the agency whose members its own sign-in signs in; needed where several share
            the server.
        own_two_factors: that sign-in always asks for two factors, so that Commonbeat asks for none.
        mail_host, mail_port, mail_user, mail_password, mail_from: server that sends mail; none is sent without it.
    """

    model_config = SettingsConfigDict(env_prefix="COMMONBEAT_", toml_file="commonbeat.toml", extra="forbid")

    agency: str | None = None
    zone: str | None = None
    lake: Path = Path("lake")
    forecasts: bool = True
    harm_table: Path | None = None
    code_table: Path | None = None
    places: Path | None = None
    data: Path = Path("commonbeat-data")
    database: SecretStr | None = None
    database_owner: SecretStr | None = None
    database_public: SecretStr | None = None
    hosts: list[str] = ["127.0.0.1", "localhost"]
    public_port: int | None = None
    public_hosts: list[str] = []
    public_url: str | None = None
    behind_tls: bool = False
    trusted_proxy: str | None = None
    threads: int = 16
    demo: bool = False
    oidc_url: str | None = None
    oidc_client: str | None = None
    oidc_secret: SecretStr | None = None
    saml_server: str | None = None
    saml_url: str | None = None
    saml_certificate: Path | None = None
    own_agency: str | None = None
    own_two_factors: bool = False
    mail_host: str | None = None
    mail_port: int = 587
    mail_user: str | None = None
    mail_password: SecretStr | None = None
    mail_from: str | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order: command line, environment, files the environment names, commonbeat.toml."""
        return init_settings, env_settings, NamedFiles(settings_cls), TomlConfigSettingsSource(settings_cls)


class NamedFiles(PydanticBaseSettingsSource):
    """`COMMONBEAT_X_FILE=path`: the value of setting x is the content of that file."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """The file's text without the line end, or None.

        Raises:
            UsageError: the file is named but cannot be read.
        """
        del field
        variable = f"COMMONBEAT_{field_name.upper()}_FILE"
        path = os.environ.get(variable)
        if not path:
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").rstrip("\r\n"), field_name, False
        except OSError as error:
            raise UsageError(f"The file of a secret cannot be read: {error.strerror}.", where=variable) from None

    def __call__(self) -> dict[str, Any]:
        """Every setting that has a file."""
        found = {name: self.get_field_value(info, name)[0] for name, info in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}
