"""The reader's language: every string of the page goes through gettext.

Numbers stay as people in the United States write them (1,234.5 and 50%), in Spanish too.
"""

from __future__ import annotations

import gettext
from datetime import date
from pathlib import Path

from commonbeat.analysis.sentences import Translate
from commonbeat.errors import UsageError

LOCALES = Path(__file__).resolve().parent.parent / "locale"


def translations(language: str) -> gettext.NullTranslations:
    """The catalog of a language ("en", "es").

    Raises:
        UsageError: there is no catalog of that language, or it was never built.
    """
    if language == "en":
        return gettext.NullTranslations()
    known = sorted(path.parent.parent.name for path in LOCALES.glob("*/LC_MESSAGES/commonbeat.po"))
    if language not in known:
        raise UsageError(f"There is no translation into {language!r}.", todo=f"Languages: {', '.join(['en', *known])}.")
    try:
        return gettext.translation("commonbeat", LOCALES, [language])
    except FileNotFoundError:
        raise UsageError(
            f"The translation into {language!r} is not built yet.",
            todo="Install the package again (pip install -e .): that builds it.",
        ) from None


def day_in_words(day: date, translate: Translate) -> str:
    """A day as people write it: Nov 22, 2026."""
    _ = translate.gettext
    months = (
        _("Jan"),
        _("Feb"),
        _("Mar"),
        _("Apr"),
        _("May"),
        _("Jun"),
        _("Jul"),
        _("Aug"),
        _("Sep"),
        _("Oct"),
        _("Nov"),
        _("Dec"),
    )
    # Translators: a language may put month, day and year in another order.
    return _("{month} {day}, {year}").format(month=months[day.month - 1], day=day.day, year=day.year)
