"""The reader's language: every string of the page goes through gettext."""

from __future__ import annotations

import gettext
from pathlib import Path

from commonbeat.errors import UsageError

LOCALES = Path(__file__).resolve().parent.parent / "locale"


def translations(language: str) -> gettext.NullTranslations:
    """The catalog of a language ("en", "es").

    Raises:
        UsageError: there is no catalog of that language.
    """
    if language == "en":
        return gettext.NullTranslations()
    try:
        return gettext.translation("commonbeat", LOCALES, [language])
    except FileNotFoundError:
        known = ", ".join(["en", *sorted(folder.name for folder in LOCALES.glob("*") if folder.is_dir())])
        raise UsageError(f"There is no translation into {language!r}.", todo=f"Languages: {known}.") from None
