"""Places are chosen by what the community calls about, and each has a sentence that says why."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import ibis
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonbeat.analysis.panel import add_months, gather, place_counts, plan_spans, read_history
from commonbeat.analysis.selection import select
from commonbeat.analysis.selection_record import selection_record
from commonbeat.analysis.trend import yearly_change
from commonbeat.errors import InputError, UsageError
from tests.analysis.some_calls import call, table_of

KEYS = {
    "place_id", "label", "lon", "lat", "calls", "share", "running_share", "rank", "rank_low", "rank_high", "expected",
    "expected_low", "expected_high", "months_active", "categories", "harm", "flags", "why",
}  # fmt: skip


def a_year(places: int = 60, days: int = 365, seed: int = 1) -> list[dict[str, Any]]:
    random = np.random.default_rng(seed)
    rows = []
    for number in range(places):
        for day in random.integers(0, days, 1 + 300 // (number + 1)):
            kind = ("disorder", "drugs", "traffic")[int(random.integers(0, 3))]
            at = date(2024, 1, 1) + timedelta(days=int(day))
            rows.append(call(f"p{number:02d}", at, category=kind, call_type=kind.upper()))
    rows.append(call("p59", date(2024, 1, 1)))
    rows.append(call("p59", date(2024, 1, 1) + timedelta(days=days - 1)))
    return rows


def test_the_busiest_places_lead_with_their_shares_and_intervals() -> None:
    rows = a_year()
    found = select(table_of(rows), top=10)
    assert [place.place_id for place in found.places[:3]] == ["p00", "p01", "p02"]
    assert found.places[0].calls == 301
    assert found.places[-1].running_share == pytest.approx(sum(p.calls for p in found.places) / len(rows))
    for place in found.places:
        assert place.rank_low <= place.rank <= place.rank_high
        assert place.expected_low <= place.expected <= place.expected_high  # type: ignore[operator]
        assert place.why.endswith(".")
        assert f"{place.calls:,} call" in place.why
        assert place.officer_minutes == pytest.approx(20.0 * place.calls)
    assert found.places[0].top_probability > 0.99
    assert found.calls == len(rows)
    assert found.places[0].label == "p00 ST"


def test_the_record_has_the_documented_keys_and_is_plain_json() -> None:
    record = selection_record(select(table_of(a_year()), top=5))
    assert set(record["places"][0]) >= KEYS
    assert record["areas"] == []
    assert record["settings"]["version"]
    assert json.loads(json.dumps(record)) == record


@settings(max_examples=6, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 59), st.integers(0, 364), st.sampled_from(["officer", "alarm", "administrative"])),
        max_size=60,
    ),
    st.integers(1, 40),
)
def test_officers_alarms_and_administrative_entries_change_no_rank(
    more: list[tuple[int, int, str]], times: int
) -> None:
    community = a_year()
    attention = [
        call(f"p{place:02d}", date(2024, 1, 1) + timedelta(days=day), origin=origin, harm=99.0)
        for place, day, origin in more
    ] * times
    plain, watched = select(table_of(community), top=20), select(table_of(community + attention), top=20)

    def without_all(found: Any) -> list[dict[str, Any]]:
        records = [dict(place) for place in selection_record(found)["places"]]
        for record in records:
            record.pop("rank_all_calls")
        return records

    assert without_all(plain) == without_all(watched)
    assert plain.calls == watched.calls


def test_the_rank_with_all_calls_is_shown_beside() -> None:
    watched = [call("p05", date(2024, 5, 1), origin="officer")] * 2000
    found = {place.place_id: place for place in select(table_of(a_year() + watched), top=10).places}
    assert found["p05"].rank == 6
    assert found["p05"].rank_all_calls == 1
    assert found["p00"].rank_all_calls == 2


def test_without_forecasts_only_counts_of_the_past_are_shown() -> None:
    found = select(table_of(a_year()), top=10, forecasts=False)
    counts = [place.calls for place in found.places]
    assert counts == sorted(counts, reverse=True)
    assert all(place.expected is place.expected_low is place.expected_high is None for place in found.places)
    assert all("expected" not in place.why for place in found.places)
    assert found.method == ""
    assert not any("chance" in out.why for out in found.left_out)


def places_table(flags: dict[str, list[str]]) -> ibis.Table:
    rows = [
        {"place_id": f"p{n:02d}", "label": f"{n} Main St", "lon": -121.3, "lat": 37.9, "flags": "[]"} for n in range(60)
    ]
    for row in rows:
        row["flags"] = json.dumps(flags.get(str(row["place_id"]), []))
    return ibis.memtable(rows)


def test_police_premises_and_default_locations_are_left_out_with_a_sentence() -> None:
    places = places_table({"p00": ["police premises"], "p02": ["default location"], "p03": ["hospital"]})
    calls = table_of(a_year())
    found = select(calls, places=places, top=5)
    assert [place.place_id for place in found.places] == ["p01", "p03", "p04", "p05", "p06"]
    assert [place.rank for place in found.places] == [1, 2, 3, 4, 5]
    outs = {out.place_id: out.why for out in found.left_out}
    assert outs["p00"].startswith("Left out as police premises: its 301 calls")
    assert "knew no better place" in outs["p02"]
    assert "below the 5" in outs["p07"]
    assert "hospital" in found.places[1].flags
    assert "it is a hospital" in found.places[1].why
    assert found.places[0].label == "1 Main St"


def test_one_bad_month_and_a_single_call_type_are_flagged() -> None:
    burst = [call("burst", date(2024, 7, 1 + n % 28), call_type=f"T{n % 3}") for n in range(40)]
    noise = [call("noise", date(2024, 1 + n % 12, 5), call_type="NOISE") for n in range(60)]
    flags = {place.place_id: place for place in select(table_of(a_year() + burst + noise), top=20).places}
    assert flags["burst"].flags == ("one bad month",)
    assert "most of them came in one month" in flags["burst"].why
    assert flags["noise"].flags == ("single call type",)


def test_the_lot_draws_from_just_below_the_line_and_is_repeatable() -> None:
    calls = table_of(a_year())
    plain = select(calls, top=20)
    drawn = select(calls, top=20, exploration=0.1, seed=7)
    assert [place.place_id for place in drawn.places[:18]] == [place.place_id for place in plain.places[:18]]
    lots = [place for place in drawn.places if "exploration" in place.flags]
    assert len(lots) == 2
    assert all(20 < place.rank <= 40 for place in lots)
    assert all("drawn by lot" in place.why for place in lots)
    assert select(calls, top=20, exploration=0.1, seed=7).places == drawn.places
    others = {tuple(p.place_id for p in select(calls, top=20, exploration=0.1, seed=s).places[18:]) for s in range(8)}
    assert len(others) > 3


def test_calls_without_a_place_or_an_origin_are_said_not_ranked() -> None:
    rows = a_year() + [call(None, date(2024, 3, 3))] * 30 + [call("u", date(2024, 3, 3), origin="unknown")] * 900
    found = select(table_of(rows), top=60)
    assert found.placeless == 30
    assert all(place.place_id != "u" for place in found.places)
    assert any("Nobody knows who started 900" in note for note in found.notes)
    assert any("30 community calls" in note for note in found.notes)


def test_a_few_calls_of_a_far_year_do_not_move_the_window() -> None:
    found = select(table_of([*a_year(), call("p00", date(2099, 1, 1)), call("p00", date(1900, 1, 1))]), top=3)
    assert found.window.last == date(2024, 12, 30)
    assert found.history.first.year == 2024


def test_the_window_ends_where_it_is_told_and_later_calls_change_nothing() -> None:
    rows = a_year()
    early = [row for row in rows if row["day"] <= date(2024, 6, 14)]
    one, other = (select(table_of(part), top=5, as_of=date(2024, 6, 14), months=3) for part in (rows, early))
    assert one.places == other.places
    assert one.window.first == date(2024, 3, 15)
    assert all(place.months_active <= 3 for place in one.places)


def test_what_cannot_be_chosen_is_explained() -> None:
    with pytest.raises(InputError, match="no call that the community started"):
        select(table_of([call("a", date(2024, 1, 1), origin="officer")]))
    with pytest.raises(InputError, match="The calls begin on"):
        select(table_of(a_year()), as_of=date(2020, 1, 1))
    with pytest.raises(InputError, match="No community call with a place"):
        select(table_of([call(None, date(2024, 1, 1))]))
    with pytest.raises(UsageError, match="settings do not fit"):
        select(table_of(a_year()), top=0)


def test_a_single_call_is_a_list_of_one() -> None:
    found = select(table_of([call("a", date(2024, 1, 1))]))
    assert [place.rank for place in found.places] == [1]
    assert found.places[0].rank_high == 1


def test_counts_equal_those_of_plain_python() -> None:
    rows = a_year(seed=4)
    calls = table_of(rows)
    history = read_history(calls)
    assert history is not None
    plan = plan_spans(history.first, date(2024, 11, 14), 6)
    panel = gather(calls, plan)
    for number, span in enumerate(plan.spans):
        wanted: dict[str, int] = {}
        for row in rows:
            if span.first <= row["day"] <= span.last:
                wanted[row["place_id"]] = wanted.get(row["place_id"], 0) + 1
        got = {str(name): int(count) for name, count in zip(panel.place_ids, panel.counts[:, number], strict=True)}
        assert {name: count for name, count in got.items() if count} == wanted
    assert panel.place_ids.to_pylist() == sorted(panel.place_ids.to_pylist())


def test_windows_run_to_the_same_day_of_the_month() -> None:
    assert add_months(date(2024, 2, 29), -12) == date(2023, 2, 28)
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2024, 12, 15), -12) == date(2023, 12, 15)
    plan = plan_spans(date(2019, 1, 1), date(2024, 12, 31), 12)
    assert (plan.window.first, plan.window.last) == (date(2024, 1, 1), date(2024, 12, 31))
    assert [span.first.year for span in plan.lags] == [2024, 2023, 2022, 2021, 2020, 2019]
    short = plan_spans(date(2024, 3, 1), date(2024, 12, 31), 12)
    assert short.window == short.history
    assert sum(span.days for span in short.quarters) == short.history.days


def test_a_season_of_last_year_is_expected_again() -> None:
    rows = []
    for day in range(730):
        at = date(2023, 1, 1) + timedelta(days=day)
        for number in range(12):
            rows += [call(f"p{number:02d}", at)] * (2 if at.month in (1, 2, 3) else 1)
    found = select(table_of(rows), top=3, months=3)
    assert found.places[0].expected == pytest.approx(2 * found.places[0].calls, rel=0.15)
    assert "season" in found.method


def test_a_trend_is_found_where_there_is_one() -> None:
    random = np.random.default_rng(2)
    months = np.arange(24)
    falling, steady = random.poisson(20 * 0.5 ** (months / 12)), random.poisson(20, 24)
    found = yearly_change(np.array([falling, steady, np.zeros(24, dtype=np.int64)]), np.full(24, 30))
    assert found[0] is not None
    assert found[0][1] < 0.5 < found[0][2]
    assert found[1] is not None
    assert found[1][1] < 1 < found[1][2]
    assert found[2] is None
    assert yearly_change(np.ones((1, 6), dtype=np.int64), np.full(6, 30)) == [None]


@pytest.mark.spark
def test_spark_and_duckdb_give_equal_answers(tmp_path: Any) -> None:
    from commonbeat.intake.spark import spark_session, spark_table

    rows = [*a_year(), call(None, date(2024, 3, 3)), *[call("p03", date(2024, 4, 4), origin="officer")] * 50]
    calls = table_of(rows)
    path = str(tmp_path / "calls.parquet")
    calls.to_parquet(path)
    session = spark_session()
    try:
        there = spark_table([path], session=session)
        for as_of in (date(2024, 11, 14),):
            plan = plan_spans(date(2024, 1, 1), as_of, 6)
            one, other = (
                sorted(place_counts(table, plan).to_pyarrow().to_pylist(), key=lambda row: row["place_id"] or "")
                for table in (calls, there)
            )
            assert [{**row} for row in one] == [{name: row[name] for name in one[0]} for row in other]
            mine, theirs = (select(table, top=10, as_of=as_of, months=6) for table in (calls, there))
            assert mine.places == theirs.places
            assert mine.left_out == theirs.left_out
    finally:
        session.stop()
