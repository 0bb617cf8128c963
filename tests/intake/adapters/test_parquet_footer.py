"""A Parquet file whose footer and row groups disagree is refused, so that no record is lost without a word."""

from __future__ import annotations

from contextlib import suppress

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from commonbeat.errors import InputError
from commonbeat.intake.adapters import stage


def test_a_footer_that_lies_about_the_rows_is_refused(tmp_path):
    whole = tmp_path / "calls.parquet"
    pq.write_table(pa.table({"id": [str(n) for n in range(100)], "type": ["NOISE"] * 100}), whole)
    content = whole.read_bytes()
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    lying = tmp_path / "lying.parquet"
    found = 0
    for at in range(footer, len(content) - 8):
        lying.write_bytes(content[:at] + bytes([content[at] ^ 2]) + content[at + 1 :])
        told = None
        with suppress(pa.ArrowException, OSError, UnicodeDecodeError):
            told = pq.ParquetFile(lying).metadata.num_rows
        if told is not None and told not in (0, 100):
            found += 1
            with pytest.raises(InputError):
                stage(lying, tmp_path / f"staged-{at}")
    assert found, "no byte of the footer changed the number of rows"
