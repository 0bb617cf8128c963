"""A language is offered on the public pages only when every string of them is in its catalog."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from commonbeat.web.public.tongue import NAMES

SOURCE = Path(__file__).resolve().parents[3] / "src" / "commonbeat"
CODE = ("web/public/say.py", "web/public/follow.py", "web/release_page.py")


def strings() -> set[str]:
    """What the public templates and views say."""
    found: set[str] = set()
    for template in (SOURCE / "web/templates/public").glob("*.html"):
        text = template.read_text(encoding="utf-8")
        found |= {one or other for one, other in re.findall(r"""{% translate (?:"([^"]*)"|'([^']*)') %}""", text)}
        for block in re.findall(r"{% blocktranslate.*?%}(.*?){% endblocktranslate %}", text, re.S):
            found.add(re.sub(r"{{ (\w+) }}", r"%(\1)s", block.partition("{% plural %}")[0]))
        found |= set(re.findall(r'_\("([^"]*)"\)', text))
    for name in CODE:
        found |= set(re.findall(r'(?:\b_|gettext_lazy|ngettext)\(\s*"([^"]*)"', (SOURCE / name).read_text("utf-8")))
    return found


@pytest.mark.parametrize("language", sorted(set(NAMES) - {"en"}))
def test_every_string_of_the_public_pages_is_translated_with_its_fields(language: str) -> None:
    with (SOURCE / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalog = read_po(file)
    assert len(strings()) > 140
    for text in strings():
        message = catalog.get(text)
        assert message is not None, text
        told = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(told), text
        assert not message.fuzzy, text
        fields = re.findall(r"%\(\w+\)s", text)
        assert all(set(re.findall(r"%\(\w+\)s", str(one))) == set(fields) for one in told), text
