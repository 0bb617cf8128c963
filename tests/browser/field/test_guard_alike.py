"""The phone's guard judges numbers and topics as the server does, on every line of the corpora."""

from __future__ import annotations

from commonbeat.program.guard import check_text
from commonbeat.program.guard.finding import Kind
from tests.browser.field.phone import open_app
from tests.browser.program_server import Program
from tests.program.guard.frozen_corpora import FROZEN, lines_of
from tests.program.guard.labelled import read

#: Names and households are judged on the server alone.
SERVER_ALONE = {Kind.NAME, Kind.UNIT}
FINDINGS = """async (lines) => {
  const { findings, learn } = await import("/static/field/guard.js");
  await learn();
  return lines.map((line) => findings(line).map((one) => [one.kind, one.start, one.end]));
}"""


def test_the_phone_lets_nothing_pass_that_the_server_stops_for_its_numbers_and_topics(program: Program) -> None:
    lines = [line.text for file in ("development.tsv", "held_out.tsv") for line in read(file)]
    lines += [line.text for corpus in FROZEN for line in lines_of(corpus)]
    page = program.signed_in_page(program.cast.rivera)
    open_app(page)
    on_the_phone = page.evaluate(FINDINGS, lines)
    passed, stopped = [], 0
    for line, found in zip(lines, on_the_phone, strict=True):
        there = {(kind, start, end) for kind, start, end in found}
        here = {(str(one.kind), one.start, one.end) for one in check_text(line) if one.kind not in SERVER_ALONE}
        stopped += len(here)
        passed += [line] if here - there else []
    assert stopped > 500
    assert passed == []
    quiet = [line for line, found in zip(lines, on_the_phone, strict=True) if found and not check_text(line)]
    assert quiet == [], "the phone stops nothing that the server would take"
