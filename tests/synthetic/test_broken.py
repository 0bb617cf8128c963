"""Files that went wrong on their way: each is what it says."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pytest

from commonbeat.synthetic.broken import write_broken


def test_each_broken_file_is_broken_as_it_says(tmp_path: Path) -> None:
    files = {file.fault: file for file in write_broken(tmp_path, long_line=2_500_000, bomb=20_000_000)}
    assert files["empty"].path.stat().st_size == 0
    assert files["header only"].path.read_bytes().count(b"\n") == 1
    assert b"\x00" in files["binary junk"].path.read_bytes()
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(files["truncated zip"].path)
    for fault in ("zip bomb", "XLSX bomb"):
        with zipfile.ZipFile(files[fault].path) as archive:
            large = max(archive.infolist(), key=lambda member: member.file_size)
            assert large.file_size > 19_000_000
            assert large.file_size > 100 * files[fault].path.stat().st_size
    assert files["one long line"].path.stat().st_size == 2_500_000
    assert files["cut in a quote"].path.read_bytes().count(b'"') == 1
    text = files["CR line ends"].path.read_bytes().decode()
    assert "\n" not in text
    assert len(list(csv.reader(text.split("\r")[:-1]))) == 6
