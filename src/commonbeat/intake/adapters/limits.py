"""How large a thing may be before a reader refuses it, in one place.

The figures leave room for any honest export that was seen, and keep a hostile one from filling memory or disk.
"""

from __future__ import annotations

from typing import Final

#: First bytes that decide what a file is.
HEAD_BYTES: Final = 64 * 1024
#: Bytes of text that decide delimiter, quotes and header.
SAMPLE_BYTES: Final = 1024 * 1024
#: A longer line (or JSON record) is no record of a dispatch system.
MAX_LINE_BYTES: Final = 16 * 1024 * 1024
#: A record with line breaks inside quotes may run over this many lines.
MAX_RECORD_LINES: Final = 2_000
MAX_COLUMNS: Final = 4_096
#: The text kept of a record that could not be read.
MAX_REJECTED_TEXT: Final = 2_000
#: Rejected records kept in memory; more than that and the file is not what it seems.
MAX_REJECTED: Final = 100_000
#: Unpacked bytes that any archive may have ...
UNPACKED_FLOOR: Final = 64 * 1024 * 1024
#: ... and beyond that, unpacked bytes for each packed one (text packs 5 to 60 times, a bomb over 1,000 times).
UNPACKED_RATIO: Final = 250
#: The same for the parts of a workbook, which pack 5 to 30 times.
WORKBOOK_FLOOR: Final = 16 * 1024 * 1024
WORKBOOK_RATIO: Final = 100
#: A workbook's table of texts is held in memory.
MAX_SHARED_TEXT_BYTES: Final = 128 * 1024 * 1024
MAX_ARCHIVE_MEMBERS: Final = 10_000
MAX_ARCHIVE_DEPTH: Final = 2
