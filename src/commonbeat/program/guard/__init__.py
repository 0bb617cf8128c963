"""The guard: what may not be written in a log of places. Pure text in, findings out.

`check_text` finds names of persons, plates, birth dates, telephone and identity numbers, e-mail addresses, and words on
immigration, religion, politics and gangs, in English and Spanish. `place_wording` puts what each finding offers in its
place. docs/guard.md says what is stopped, what is not, and how well it was measured.
"""

from commonbeat.program.guard.check import check_text, place_wording
from commonbeat.program.guard.finding import Finding, Kind

__all__ = ["Finding", "Kind", "check_text", "place_wording"]
