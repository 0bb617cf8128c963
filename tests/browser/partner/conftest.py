"""The partner's face in Chromium."""

from __future__ import annotations

from tests.browser.program_server import browser, program

__all__ = ["browser", "program"]
