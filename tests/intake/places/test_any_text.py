"""What holds for any text whatever, made by hypothesis."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from commonbeat.analysis.calls import PLACE_KINDS
from commonbeat.intake.places import Habits, canonical, flags_from_name

PIECES = """
N S E W NORTH NO SO 35TH 5 05TH FIRST OAK ELM ST AVE AV BLVD CT LA PARK MAIN SAN DIEGO MLK KING M L DR MT MC AVENUE C B
APT # UNIT BLDG LOT FRONT REAR 4 4B 1/2 0 1200 1200-1298 3017-A 12XX XX BLOCK BLK OF & / AND AT @ , ; - ( ) (SB)
(POLICE ADMIN) I-5 I 95 US 422 HWY RT SR NB EB N/B S/O RAMP EXIT MM DEAD END UNKNOWN LOG ,MKE CA 95202 W204N5678 MILE
CALLE DE CAMINO 300 450 * *** Ñ é 🚓 ½ . ' X TO ST. JR DISTRICT COUNTY ROAD STATE HIGHWAY FM 2ND FL
"""
WORDS = st.sampled_from(PIECES.split())
TEXTS = st.one_of(
    st.text(max_size=30),
    st.lists(WORDS, max_size=8).map(" ".join),
    st.lists(WORDS, max_size=5).map("".join),
)
STREET = "N S 35TH 5TH OAK ELM ST AVE BLVD MAIN KING DR PARK NORTH"
STREETS = st.lists(st.sampled_from(STREET.split()), min_size=1, max_size=4)


def key_of(text: str, habits: Habits | None = None) -> str:
    return canonical([text], habits=habits)[0].key


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example("5237 N 35TH ST,MKE")
def test_reading_a_label_again_gives_the_same_key(text: str) -> None:
    for habits in (Habits(), Habits(several_cities=True), Habits(hundred_blocks=True)):
        found = canonical([text], habits=habits)[0]
        assert bool(found.key) == (found.refused is None) == bool(found.label)
        assert (found.kind in PLACE_KINDS) == bool(found.key)
        if found.key:
            again = canonical([found.label], habits=habits)[0]
            assert (again.key, again.label) == (found.key, found.label)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_case_and_spaces_do_not_matter(text: str) -> None:
    spaced = "  " + text.replace(" ", "   ") + " "
    for other in (text.upper().lower(), spaced):
        assert key_of(other) == key_of(text.lower() if other != spaced else text)


@given(STREETS, STREETS, st.sampled_from([" & ", " / ", " @ ", "/", " + "]))
def test_an_intersection_has_no_order(one: list[str], two: list[str], joint: str) -> None:
    first, second = " ".join(one), " ".join(two)
    assert key_of(f"{first}{joint}{second}") == key_of(f"{second} & {first}")


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, max_size=6))
def test_an_address_is_read_the_same_among_others_as_alone(texts: list[str]) -> None:
    numbers = [f"{number} {text}" for text in texts for number in ("1200", "77")]
    for habits in (Habits(), Habits(hundred_blocks=True)):
        together = canonical([*texts, *numbers, *texts], habits=habits)
        assert together == [canonical([text], habits=habits)[0] for text in [*texts, *numbers, *texts]]


@given(st.text(max_size=40))
def test_flags_never_fail(text: str) -> None:
    assert len(flags_from_name([text, None])) == 2
