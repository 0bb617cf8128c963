"""The office's pages open for whom they are meant, and look like nothing to everybody else."""

from __future__ import annotations

import pytest

from tests.cast import Cast, signed_in

PAGES = ["/office/", "/office/areas/", "/office/selection/", "/office/selection/upload", "/office/postings/", "/office/conflicts/", "/office/postings/new"]


@pytest.mark.parametrize("page", PAGES)
def test_a_sergeant_opens_every_page_of_the_office(cast: Cast, page: str) -> None:
    answer = signed_in(cast.okafor).get(page)
    assert answer.status_code == 200
    assert b"<h1>" in answer.content
