"""Call types in the words of many agencies become what a sergeant would say they are."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.analysis.calls import CATEGORIES, ORIGINS
from commonbeat.intake.call_kinds import CallKind, CodeTable, HarmTable, Override, categorize

WHAT_A_SERGEANT_SAYS = {
    "violence": """HOMICIDE; AGG ASSAULT; ASLT - IP/JO - WITH OR W/O WPNS; A&B; ROBBERY ARMED; CAR-JACKING;
        SUBJ WITH GUN; SHOTS FIRED J/O; BATTERY CUTTING; TERRORISTIC THREATS; KIDNAPPNG; HOSTAGE SIT; STRONGARM ROBBERY;
        FIGHT; DISTURBANCE / PHYSICAL; EMS: ASSAULT VICTIM; ASALTO; ADW SUSP NOW; DISCHRG FIREARM; BOMB THREAT""",
    "property": """BURG-VEH; ENTRY; BREAKING AND ENTERING; RESIDENTIAL B&E; THEFT FROM PERSN; LARCENY F/AUTO; UUMV;
        GTA SUSP; VAND POSS SUSP; GRAFFITI; DESTRUCT PROPTY; SCAM; ALTERED CURRENCY; AGGRAVATED ARRSON; BFMV;
        SIMPLE CRIMINAL DAMA; 31 - CRIMINAL MISCHIEF; PSE/09 - THEFT; SHOPLIFTER""",
    "disorder": """TRBL W/SUBJ; DISTURBANCE - OTHER; NOISE NUISANCE; LOUD PARTY; SUSP PERS/AUTO; TRESSPASSING;
        LOITERING; PROWLER; VAGRANT; PANHANDLER; DRUNK & DISORDERLY; OPEN CONTAINER; CURFEW VIOLATION; BARKING DOG;
        ANIMAL BITE; ILLEGAL DUMPING; FIREWORKS; TRBL W/JUV; PROSTITUTION; HARRASSMENT; RUIDO EXCESIVO; TREE DOWN""",
    "drugs": "DRUG DEALING; NARC VIOL; MARIJUANA COMPLAINT; CDS VIOLATION; POSS CONT SUB PEN GRP 1 <1G; FOUND SYRINGE",
    "traffic": """ACC PDO; MVC - NON INJURY, BLOCKING; VEHICLE ACCIDENT: PERSONAL INJURY; H&R; DUI; RECKLESS DRIVER;
        Traffic: DISABLED VEHICLE -; TRAFFIC HAZARD; BLOCKED DRIVEWAY; PARKING COMPLAINT; TRAFFIC STOP; VEHICLE PURSUIT;
        CAR VS DEER; WRECKLESS DRIVING; TRAFFIC LIGHT OUT; STREET RACING; ABANDONED VEHICLE; TS TARGETED""",
    "domestic": """DIST - DV - NO ASLT; BATTERY DV; FAMILY TROUBLE; FAMILY TROUBL-DV; DISPUTE: FAMILY; CHILD CUSTODY;
        VIOL REST ORDER; CHILD ABUSE; VIOLENCIA DOMÉSTICA; RESTRAINING ORDER VIOLATION; ELDER ABUSE; DOMESTIC""",
    "sexual": "RAPE - IP/JO; SEX ASSAULT; INDECENT EXPO; IND EXPOSURE; PEEPING TOM; LEWD ACT; CHILD MOLEST",
    "behavioral health": """SUICIDAL SUBJECT; MENTALLY DISTURBED; BAKER ACT; AMBULANCE CASE: EDP/INSIDE;
        BEHAVIOR CRISIS; PERSON IN BEHAVIORAL/EMOTIONAL CRISIS; MENTAL NOT VIOLENT; EMERGENCY COMMITTAL""",
    "medical": """EMS: BACK PAINS/INJURY; 17A02 FALLS; SICK PERSON; INJ PERSON/SICK; DOA; HEROIN OD; MAN DOWN;
        CHEST PAIN; MED RUN; LIFT ASSIST; AMBULANCE CASE: CARDIAC/INSIDE; EMS: ANIMAL BITE""",
    "welfare and assistance": """WELFARE CITIZEN; CHECK WELL BEING; CW; CALL FOR POLICE; MEET W/CITIZEN; CIVIL STANDBY;
        LANDLORD/TEN TRB; LOCKOUT; ASSIST PUBLIC - NO WELFARE CHK OR DV ORDER SERVICE; KEEP THE PEACE""",
    "alarm": """BURGLAR ALARM; HOLDUP ALARM; PANIC ALARM; ALARMS: COMMERCIAL/BURGLARY; VARDA ALARM; BURG/AUD BUSINES;
        ALARM - DV - DURESS/PANIC""",
    "fire": "Fire: GAS-ODOR/LEAK; STRUCTURE FIRE; Fire: FIRE ALARM; Traffic: VEHICLE FIRE -; HAZMAT; INCENDIO",
    "missing person": "MISSING ADULT; RUNAWAY JUVENILE; LOST CHILD; PERSONA DESAPARECIDA; --PERSON - A.W.O.L.",
    "administrative": """RETURN STATION; FOLLOW UP; PATROL; BUSINESS CHECK; WARRANT DALE PD (AGG ASSAULT - FV);
        PREMISE CHECK, OFFICER INITIATED ONVIEW ONLY; OFF DUTY EMPLOYMENT; MEAL BREAK; COURT DUTY; FOUND PROPERTY;
        ASSIST OTHER AGENCY; PRISONER TRANS; OUT OF SERVICE; **PD REQUESTED BY FIRE; TEST CALL ONLY; REPORTS""",
    "other": "911 HANG UP; SILENT 911 CALL; UNKNOWN TROUBLE; 911/NO VOICE",
}
CASES = [(text.strip(), category) for category, texts in WHAT_A_SERGEANT_SAYS.items() for text in texts.split(";")]


@pytest.mark.parametrize(("call_type", "category"), CASES)
def test_a_call_type_gets_the_category_a_sergeant_would_say(call_type: str, category: str) -> None:
    assert categorize([call_type])[0].category == category


@pytest.mark.parametrize(
    ("origin", "texts"),
    [
        (
            "officer",
            """TRAFFIC STOP; BUSINESS CHECK; PATROL; DIRECTED PATROL; AREA CHECK; PARK AND WALK; FOOT PATROL; SUBJ STOP;
            BUILDING CHECK; EXTRA PATROL; PREMISE CHECK, OFFICER INITIATED ONVIEW; WARRANT SERVICE; FOOT PURSUIT;
            SUSPICIOUS STOP - OFFICER INITIATED ONVIEW; FLAG DOWN/FIELD INITIATED; BAR CHECK; RADAR""",
        ),
        (
            "administrative",
            """RETURN STATION; OUT OF SERVICE; OFF DUTY EMPLOYMENT; COURT; COURT DUTY; MEAL; LUNCH; FOLLOW UP; TRAINING;
            POLICE ADMIN; VEHICLE MAINT; PRISONER TRANS; REPORT WRITING""",
        ),
        ("alarm", "BURGLAR ALARM; HOLDUP ALARM; SHOTSPOTTER; FIRE ALARM; EMS: MEDICAL ALERT ALARM; LOJACK ALARM"),
        (
            "community",
            """THEFT; TRBL W/SUBJ; NOISE COMPLAINT; WELFARE CHECK; SHOTS FIRED; VEHICLE ACCIDENT; FALSE ALARM OR REPORT;
            911 HANG UP; SUSPICIOUS PERSON; FOUND PROPERTY""",
        ),
        ("unknown", "ZZYX"),
    ],
)
def test_a_call_type_says_who_started_the_call(origin: str, texts: str) -> None:
    wrong = [text for text in texts.split(";") if categorize([text])[0].origin != origin]
    assert not wrong


def test_what_the_text_denies_is_not_evidence() -> None:
    texts = [
        "DIST - NO ASLT",
        "MVC - NON INJURY",
        "THEFT (DOES NOT INCLUDE SHOPLIFT)",
        "HARAS - NO BIAS, THREATS OR MALICE",
    ]
    assert [kind.kind for kind in categorize(texts)] == ["disturbance", "accident", "theft", "harassment"]


def test_case_blanks_and_marks_do_not_matter() -> None:
    spellings = [
        "BURGLARY",
        " burglary ",
        "--BURGLARY",
        "*Burglary*",
        "Burglary -",
        "BURGLARY (REPORT)",
        "PSE/09 - BURGLARY",
    ]
    assert {kind.kind for kind in categorize(spellings)} == {"burglary"}


def test_a_description_beside_a_code_speaks_for_it() -> None:
    assert categorize(["X7"], descriptions=["LOUD MUSIC"])[0].kind == "noise"
    assert categorize(["THEFT"], descriptions=[None])[0].kind == "theft"
    with pytest.raises(ValueError, match="as many"):
        categorize(["A", "B"], descriptions=["one"])


def test_the_agencys_description_wins_over_the_standard_code() -> None:
    standard = categorize(["459A"])[0]
    own = categorize(["459a "], code_table={"459A": "AUTO BURGLARY"})[0]
    assert (standard.category, standard.source) == ("alarm", "standard code")
    assert (own.category, own.source) == ("property", "code table")


def test_what_the_agency_says_outright_wins_over_every_rule() -> None:
    table = CodeTable(
        {"THEFT": "THEFT", "Q1": ""},
        {"THEFT": Override(category="disorder", origin="officer", harm=7.0), "Q1": Override(category="fire")},
    )
    theft, unknown = categorize(["theft", "Q1"], code_table=table)
    assert theft == CallKind("disorder", "officer", 7.0, "code table", "")
    assert (unknown.category, unknown.origin, unknown.harm) == ("fire", "unknown", 10.0)


def test_a_harm_table_of_the_agency_replaces_the_default() -> None:
    kind = categorize(["ARMED ROBBERY"], harm=HarmTable({"violence": 3.0}))[0]
    assert kind.harm == 3.0


def test_blank_and_missing_call_types_are_unknown_not_errors() -> None:
    for kind in categorize(["", "   ", None, "---", "😀", "0"]):  # type: ignore[list-item]
        assert (kind.category, kind.origin, kind.source) == ("other", "unknown", "unknown")


def test_a_call_type_of_a_megabyte_costs_no_more_than_a_short_one() -> None:
    began = time.perf_counter()
    kinds = categorize(["THEFT " + "x" * 1_000_000, "y" * 1_000_000, "459 " + "NOW " * 300_000, "1" * 1_000_000])
    assert [kind.kind for kind in kinds][:2] == ["theft", ""]
    assert time.perf_counter() - began < 2


@given(st.lists(st.text(max_size=60), max_size=20))
def test_any_text_gets_one_of_the_categories_and_origins(texts: list[str]) -> None:
    kinds = categorize(texts)
    assert len(kinds) == len(texts)
    assert all(kind.category in CATEGORIES and kind.origin in ORIGINS and kind.harm >= 0 for kind in kinds)
    assert kinds == categorize(texts)


def test_a_hundred_thousand_distinct_call_types_take_seconds() -> None:
    texts = [f"{CASES[number % len(CASES)][0]} {number}" for number in range(100_000)]
    began = time.perf_counter()
    categorize(texts)
    assert time.perf_counter() - began < 10
