"""Times of dispatch exports: which format a column is in, and the SQL that reads it fast."""

from commonbeat.intake.times.detect import DetectedTimes, detect_clock, detect_times
from commonbeat.intake.times.formats import CLOCK_FORMATS, MOMENT_FORMATS, split_format
from commonbeat.intake.times.sql import clock_sql, plausible_sql, time_sql, utc_sql

__all__ = [
    "CLOCK_FORMATS",
    "MOMENT_FORMATS",
    "DetectedTimes",
    "clock_sql",
    "detect_clock",
    "detect_times",
    "plausible_sql",
    "split_format",
    "time_sql",
    "utc_sql",
]
