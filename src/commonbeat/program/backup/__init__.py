"""Backups of the program while it runs, and putting one back.

The keys are not in a backup: whoever finds one can neither read what phones sealed nor mend the audit chain. They are
kept apart, once (docs/security.md).
"""

from commonbeat.program.backup.archive import Contents, back_up, restore

__all__ = ["Contents", "back_up", "restore"]
