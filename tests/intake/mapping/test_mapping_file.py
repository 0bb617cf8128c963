"""mapping.toml: written for a person, read back as said, and checked against the export."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.errors import InputError
from commonbeat.intake.mapping import Field, Mapping, Question, ask, mapping_text, read_mapping, write_mapping
from commonbeat.intake.mapping.file import missing

COLUMNS = ["CALL_NO", "CALL_ENTRY_DATE", "X", "Y", 'Odd "name"', "Größe", "CALL_TYPE"]
WHOLE = Mapping(
    (
        Field("incident_id", ("CALL_NO",), 0.94),
        Field("received", ("CALL_ENTRY_DATE",), 0.9, "iso; m/d/y", "name and values agree", ("2019-02-12\n10:00",)),
        Field("call_type", ('Odd "name"',), 0.7),
        Field("address_parts", ("Größe", "X"), 0.8),
    ),
    zone="America/Los_Angeles",
)


def test_what_is_written_is_read_back_with_full_confidence(tmp_path: Path) -> None:
    write_mapping(WHOLE, tmp_path / "mapping.toml")
    back = read_mapping(tmp_path / "mapping.toml", COLUMNS)
    assert [(f.name, f.columns, f.format) for f in back.fields] == [(f.name, f.columns, f.format) for f in WHOLE.fields]
    assert {f.confidence for f in back.fields} == {1.0}
    assert back.zone == WHOLE.zone
    assert back.questions == ()


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30), st.text(max_size=30))
def test_no_name_or_value_breaks_the_file(column: str, sample: str) -> None:
    import tomllib

    question = Question(f"Which of {column} and {sample}?", ("received",), (column,))
    text = mapping_text(
        Mapping((Field("received", (column,), 0.7, None, sample, (sample,)),), (question,), notes=(sample,))
    )
    assert tomllib.loads(text)["fields"]["received"]["columns"] == [column]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[fields]\nreceived = "CALL_ENTRY_DAT"', "Did you mean 'CALL_ENTRY_DATE'"),
        ('[fields]\nrecieved = "CALL_ENTRY_DATE"', "Did you mean 'received'"),
        ('[fields.received]\ncolumns = ["CALL_ENTRY_DATE"]\nformat = "m/d/yy"', "Did you mean 'm/d/y'"),
        ('[fields.received]\nformat = "iso"', "names no column"),
        ('[fields]\nreceived = ["X", "Y"]', "takes one column"),
        ('[fields.x]\ncolumns = ["X"]\nformat = "feet"', "not an EPSG code"),
        ('zone = "Stockton"', "no time zone 'Stockton'"),
        ("fields = 3", "no \\[fields.NAME\\] sections"),
        ("=", "not valid TOML"),
        ('[feilds]\nreceived = "X"', "unknown entry 'feilds'"),
    ],
)
def test_a_mistake_is_named_with_the_nearest_spelling(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_mapping(path, COLUMNS)


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not there"):
        read_mapping(tmp_path / "none.toml", COLUMNS)


def test_needed_fields_that_the_file_leaves_out_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "mapping.toml").write_text('[fields]\nlon = "X"')
    asked = {question.about[0] for question in missing(read_mapping(tmp_path / "mapping.toml", COLUMNS))}
    assert asked == {"received", "call_type", "lat"}


def test_answers_fill_the_mapping_and_open_questions_stay() -> None:
    mapping = Mapping(
        (Field("dispatched", ("D",), 0.9, "m/d/y; iso"),),
        (
            Question("When?", ("received",), ("CALL_ENTRY_DATE", "DAY + AT")),
            Question("What?", ("call_type",), ("CALL_TYPE",)),
            Question("Which plane?", ("x", "y", "X", "Y")),
            Question("Zone?", ("zone",)),
            Question("Month first?", ("format", "D"), ("m/d/y", "d/m/y")),
        ),
    )
    answers = {
        "When?": "DAY + AT",
        "What?": "",
        "Which plane?": "2227",
        "Zone?": "America/Chicago",
        "Month first?": "d/m/y",
    }
    done = ask(mapping, lambda question, _: answers[question], [*COLUMNS, "DAY", "AT"])
    assert {f.name: f.columns for f in done.fields} == {
        "received_date": ("DAY",),
        "received_time": ("AT",),
        "dispatched": ("D",),
        "x": ("X",),
        "y": ("Y",),
    }
    assert [f.format for f in done.fields if f.name in ("x", "dispatched")] == ["d/m/y; iso", "EPSG:2227"]
    assert done.zone == "America/Chicago"
    assert list(done.questions) == ["What?"]


def test_an_answer_that_names_no_column_is_asked_again_once_and_left_open() -> None:
    asked: list[str] = []
    mapping = Mapping((), (Question("When?", ("received",), ("CALL_ENTRY_DATE",)),))
    done = ask(mapping, lambda question, _: asked.append(question) or "nonsense", COLUMNS)
    assert len(asked) == 2
    assert done == mapping
