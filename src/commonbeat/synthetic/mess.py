"""The faults of a real dispatch export, each a knob."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from commonbeat.errors import UsageError

PSEUDO_ADDRESSES: Final = (
    "UNKNOWN",
    "SEE REMARKS",
    "CITYWIDE",
    "PHONE REPORT",
    "OUT OF CITY",
    "TEST CALL",
    "SHOPS INFO LOG",
    "0",
    "N/A",
)
UNREADABLE_TIMES: Final = ("pending", "00/00/0000", "2023-02-31", "see CAD", "99:99")
EMOJI: Final = (
    "caller upset \U0001f621",
    "\U0001f6a8 priority",
    "thanks \U0001f64f\U0001f3fd",
    "na\u00efve caf\u00e9 owner \u2013 \u201cno\u201d",
)
FORMULAS: Final = (
    '=HYPERLINK("http://example.invalid","click")',
    "=1+1",
    "+15550100",
    "@SUM(A1:A9)",
    "-2+3",
    "=cmd|' /C calc'!A0",
)
LINE_BREAKS: Final = ("caller on line two\nsays it goes on", 'she said "stop"\nand left', "a;b,c\n\nd")


@dataclass(frozen=True)
class Mess:
    """Faults of an export: the defaults are one great mess; `Mess.none()` has none.

    Numbers are parts of the calls (0 to 1) unless said otherwise.

    Attributes:
        style: columns, see `styles.STYLES`.
        encoding: "utf-8", "windows-1252" or "utf-16".
        boms: byte order marks at the start of a UTF-8 file: 0, 1, or 2 (a file re-saved by two programs).
        broken_bom: the mark was itself read as Windows-1252 and saved again ("ï»¿").
        delimiter, line_end: of the file; line_end is "\\n", "\\r\\n" or "\\r".
        date_formats: 1 to 3 formats of dates side by side in one column.
        row_per_unit: a call with several units has a row for each.
        spelling: addresses in another spelling than the usual one.
        apartment: addresses with an apartment, building or lot behind them (only where there are such).
        city_tail: addresses with a comma and the city behind them; bare_city_tail: the same without a comma.
        ranges: addresses as a range ("412-416 N 4TH AVE").
        hundred_blocks: addresses cut to the hundred block.
        names: calls at a declared complex that carry its name in place of an address.
        pseudo_addresses: no address, but a remark in its column; such a call has no coordinates.
        no_address: neither address nor coordinates.
        default_location: calls put on one corner downtown because dispatch knew no better.
        zero_coordinates: 0/0.
        outside_coordinates: coordinates far outside the city.
        swapped_coordinates: longitude and latitude (x and y) exchanged.
        no_coordinates: address without coordinates.
        repeated_rows: rows that come a second time, unchanged (part of the rows).
        no_call_type, unknown_code: an empty code; a code that the code table lacks.
        distinct_call_types: when positive, that many different texts are made by adding a number to each call type.
        no_time, unreadable_time, year_1900, year_2099: calls without a usable time.
        mixed_zones: times written with an offset from UTC (only in styles with one column for date and time).
        line_breaks, emoji, formulas: remarks with a line break in quotes, an emoji, a formula.
        later_versions: part of the last month's calls that a second delivery changes; 0 = no second delivery.
    """

    style: str = "cad"
    encoding: str = "utf-8"
    boms: int = 2
    broken_bom: bool = False
    delimiter: str = ";"
    line_end: str = "\r\n"
    date_formats: int = 3
    row_per_unit: bool = True
    spelling: float = 0.45
    apartment: float = 0.35
    city_tail: float = 0.2
    bare_city_tail: float = 0.0
    ranges: float = 0.01
    hundred_blocks: float = 0.01
    names: float = 0.1
    pseudo_addresses: float = 0.02
    no_address: float = 0.003
    default_location: float = 0.06
    zero_coordinates: float = 0.01
    outside_coordinates: float = 0.006
    swapped_coordinates: float = 0.001
    no_coordinates: float = 0.004
    repeated_rows: float = 0.01
    no_call_type: float = 0.004
    unknown_code: float = 0.003
    distinct_call_types: int = 0
    no_time: float = 0.002
    unreadable_time: float = 0.001
    year_1900: float = 0.001
    year_2099: float = 0.001
    mixed_zones: float = 0.0
    line_breaks: float = 0.004
    emoji: float = 0.003
    formulas: float = 0.003
    later_versions: float = 0.03

    def __post_init__(self) -> None:
        for group in (self.place_faults(), self.time_faults(), self.type_faults(), self.remark_faults()):
            if any(part < 0 for part in group.values()) or sum(group.values()) > 1:
                raise UsageError(f"The parts {', '.join(group)} must not be negative, nor add up to more than 1.")
        if self.encoding not in ("utf-8", "windows-1252", "utf-16") or self.date_formats not in (1, 2, 3):
            raise UsageError("A mess has the encoding utf-8, windows-1252 or utf-16, and 1 to 3 date formats.")

    @staticmethod
    def none() -> Mess:
        """A tidy export: UTF-8, commas, one row a call, ISO times, degrees, one spelling."""
        return Mess(
            style="tidy",
            boms=0,
            delimiter=",",
            line_end="\n",
            date_formats=1,
            row_per_unit=False,
            **dict.fromkeys(
                """
                    spelling apartment city_tail ranges hundred_blocks names pseudo_addresses no_address
                    default_location zero_coordinates outside_coordinates swapped_coordinates no_coordinates
                    repeated_rows no_call_type unknown_code no_time unreadable_time year_1900 year_2099
                    line_breaks emoji formulas later_versions
                """.split(),  # noqa: SIM905 - words read better
                0.0,
            ),  # type: ignore[arg-type]
        )

    def place_faults(self) -> dict[str, float]:
        """Faults of where a call is, of which a call has at most one."""
        return {
            "pseudo address": self.pseudo_addresses,
            "no address": self.no_address,
            "default location": self.default_location,
            "zero coordinates": self.zero_coordinates,
            "outside coordinates": self.outside_coordinates,
            "swapped coordinates": self.swapped_coordinates,
            "no coordinates": self.no_coordinates,
            "hundred block": self.hundred_blocks,
        }

    def time_faults(self) -> dict[str, float]:
        """Faults for which a call is refused, of which it has at most one."""
        return {
            "no time": self.no_time,
            "unreadable time": self.unreadable_time,
            "year 1900": self.year_1900,
            "year 2099": self.year_2099,
        }

    def type_faults(self) -> dict[str, float]:
        """Faults of the call type."""
        return {"no call type": self.no_call_type, "unknown code": self.unknown_code}

    def remark_faults(self) -> dict[str, float]:
        """Faults of the remarks."""
        return {"line break": self.line_breaks, "emoji": self.emoji, "formula": self.formulas}
