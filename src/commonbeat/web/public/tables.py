"""The tables that the public face reads. Nothing else of the program can be read through its connection."""

from __future__ import annotations

from typing import Final

SITES: Final = "publishing_publicsite"
RELEASES: Final = "publishing_release"
ANSWERS: Final = "publishing_answer"
PUBLISHED: Final = frozenset({SITES, RELEASES, ANSWERS})
