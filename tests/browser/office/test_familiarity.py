from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from commonbeat.program.places.models import Place
from commonbeat.program.visits.models import Visit
from tests.browser.program_server import DESK, PHONE, Program, browser, program  # noqa: F401
from tests.cast import signed_in


def logged(program: Program) -> None:  # noqa: F811
    """Thirty places of Oak Creek where residents come up more and more, and a handover."""
    rng, cast = np.random.default_rng(4), program.cast
    visits = []
    for at in range(30):
        place = Place.objects.create(agency=cast.agency, key=f"p{at}", label=f"{at} Oak Creek Dr")
        for number in range(1, int(rng.integers(6, 30))):
            they = int(rng.binomial(4, 0.75 * number / (number + 4)))
            visits.append(
                Visit(
                    agency=cast.agency,
                    entry=uuid.uuid4(),
                    area=cast.oak_creek,
                    place=place,
                    officer=cast.rivera,
                    began_at=datetime(2026, 2, 1, 18, tzinfo=UTC) + timedelta(days=number),
                    minutes=20,
                    kind=Visit.Kind.WALKED,
                    talks_they_started=they,
                    talks_i_started=4 - they,
                )
            )
    Visit.objects.bulk_create(visits)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_page_fits_and_axe_finds_nothing_serious(program, size):  # noqa: F811
    logged(program)
    signed_in(program.cast.okafor).get("/office/familiarity/")  # the first page pays for loading SciPy
    page = program.signed_in_page(program.cast.okafor, size)
    answer = page.goto("/office/familiarity/", timeout=60_000)
    assert answer is not None and answer.ok
    page.get_by_text("The numbers").click()
    if keep := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(keep) / f"familiarity-{size[0]}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    serious = [one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    assert serious == []
    assert page.get_by_text("odds that a resident starts the talk").is_visible()
