"""Say what a file is when it is no export at all."""

from __future__ import annotations

from typing import Final

_MAGIC: Final = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "an image (PNG)"),
    (b"\xff\xd8\xff", "an image (JPEG)"),
    (b"GIF8", "an image (GIF)"),
    (b"BM", "an image (BMP)"),
    (b"II*\x00", "an image (TIFF)"),
    (b"MM\x00*", "an image (TIFF)"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file (.xls, .doc), or one protected by a password"),
    (b"\x7fELF", "a program (ELF)"),
    (b"MZ", "a Windows program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a macOS program"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x00\x01\x00\x00Standard", "a Microsoft Access database"),
    (b"{\\rtf", "an RTF document"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"\x00\x00\x27\x0a", "a shapefile (.shp)"),
)


def name_of(head: bytes) -> str | None:
    """What the file is, when its first bytes show a kind that is never read; else None."""
    for magic, name in _MAGIC:
        if head.startswith(magic) and (len(magic) > 2 or b"\x00" in head[:512]):
            return name
    if head[4:8] == b"ftyp":
        return "a video file"
    if head[257:262] == b"ustar":
        return "a tar archive"
    start = head[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page (HTML), perhaps a login page saved in place of the export"
    if start.startswith((b"<?xml", b"<kml")):
        return "an XML file"
    return None


def remedy(name: str) -> str:
    """What to do with such a file."""
    if "Excel" in name:
        return "Open it and save it as .xlsx or CSV, without a password."
    if "archive" in name:
        return "Unpack it, or pack it as .zip or .gz."
    return "Hand over the export as CSV, XLSX, Parquet, GeoJSON or JSON lines, or one of them in a zip."
