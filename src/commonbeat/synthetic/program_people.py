"""Who works in the made program, and who stands where since when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from commonbeat.synthetic.program import WEEKS, MadeMember, MadePosting

OFFICER, SERGEANT = "officer", "sergeant"

#: Invented people. None is a real person.
MEMBERS: Final = (
    MadeMember("rivera", "Sol Rivera", (OFFICER,), ("en", "es"), "555-0111"),
    MadeMember("lindqvist", "Maja Lindqvist", (OFFICER,), ("en",), "555-0112"),
    MadeMember("achterberg", "Joris Achterberg", (OFFICER,), ("en",), "555-0113"),
    MadeMember("nakagawa", "Emi Nakagawa", (OFFICER,), ("en", "es"), "555-0114"),
    MadeMember("delacroix", "Luc Delacroix", (OFFICER,), ("en",), "555-0115"),
    MadeMember("whitehorse", "Ada Whitehorse", (OFFICER,), ("en",), "555-0116"),
    MadeMember("pham", "Linh Pham", (OFFICER,), ("en", "vi"), "555-0117"),
    MadeMember("oduya", "Grace Oduya", (OFFICER,), ("en", "es"), "555-0118"),
    MadeMember("okafor", "Ngozi Okafor", (SERGEANT,), ("en",), "555-0101"),
    MadeMember("reyes", "Ana Reyes", ("commander",), ("en", "es"), "555-0100"),
    MadeMember("adeyemi", "Bola Adeyemi", ("analyst",), ("en",), "555-0102"),
    MadeMember("tran", "Minh Tran", ("dispatcher",), ("en", "vi"), "555-0103"),
    MadeMember("moreau", "Claire Moreau", ("auditor",), ("en",), "555-0104"),
    MadeMember("castellanos", "Luz Castellanos", ("administrator",), ("en", "es"), "555-0105"),
)

_FIRST: Final = "The same calls keep coming from here, and residents asked for somebody they know."


def postings(as_of: date, areas: int) -> tuple[MadePosting, ...]:
    """Six areas, eight officers: a handover in the middle, a team of two, one posting of a few weeks, one that ends.

    Args:
        as_of: today.
        areas: areas there are; postings to areas beyond them are left out.
    """
    begin = monday(as_of) - timedelta(weeks=WEEKS)
    handed_over = begin + timedelta(weeks=WEEKS // 2)
    new = monday(as_of) - timedelta(weeks=4)
    everything = (
        MadePosting("rivera", "lindqvist", 0, begin, 20, 0.80, why=_FIRST),
        MadePosting("lindqvist", "oduya", 1, begin + timedelta(weeks=1), 20, 0.74, why=_FIRST),
        MadePosting(
            "achterberg",
            "whitehorse",
            2,
            begin,
            20,
            0.72,
            ends_on=handed_over + timedelta(days=13),
            to_officer="nakagawa",
            why=_FIRST,
        ),
        MadePosting(
            "nakagawa",
            "achterberg",
            2,
            handed_over,
            20,
            0.78,
            why="Takes over with two weeks in which both walk the area together.",
        ),
        MadePosting("delacroix", "rivera", 3, begin + timedelta(weeks=2), 16, 0.70, tenure_months=18, why=_FIRST),
        MadePosting(
            "oduya",
            "delacroix",
            3,
            begin + timedelta(weeks=50),
            12,
            0.76,
            why="A second officer: many residents speak Spanish.",
        ),
        MadePosting("whitehorse", "achterberg", 4, begin + timedelta(weeks=3), 20, 0.65, why=_FIRST),
        MadePosting(
            "pham", "oduya", 5, new, 20, 0.72, why="The area was approved last month. Nobody stood here before."
        ),
    )
    return tuple(one for one in everything if one.area < areas)


def monday(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())
