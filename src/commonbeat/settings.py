"""Settings of one agency's installation: `commonbeat.toml` in the working folder, then the environment.

The environment wins (`COMMONBEAT_LAKE=...`); a command's own option wins over both.
"""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


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
    """

    model_config = SettingsConfigDict(env_prefix="COMMONBEAT_", toml_file="commonbeat.toml", extra="forbid")

    agency: str | None = None
    zone: str | None = None
    lake: Path = Path("lake")
    forecasts: bool = True
    harm_table: Path | None = None
    code_table: Path | None = None
    places: Path | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order: command line, environment, secret files, commonbeat.toml."""
        return init_settings, env_settings, file_secret_settings, TomlConfigSettingsSource(settings_cls)
