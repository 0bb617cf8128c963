from __future__ import annotations

from hashlib import sha256

from tests.program.guard.second_corpus import FILE, FROZEN, read_second


def test_the_second_corpus_is_as_it_was_when_first_measured():
    assert sha256(FILE.read_bytes()).hexdigest() == FROZEN
    lines = read_second()
    assert len({line.text for line in lines}) == len(lines) >= 1200
