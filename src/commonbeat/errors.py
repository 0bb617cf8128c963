"""What can go wrong, each with a plain sentence, the place, and what to do next.

Every error a person can cause derives from `CommonbeatError`; the terminal prints it without a traceback and
exits with the class's `exit_code` (documented in docs/exit-codes.md).
"""

from __future__ import annotations


class CommonbeatError(Exception):
    """Base of all errors that a person can mend.

    Args:
        what: one sentence that says what is wrong.
        where: file, line, column or setting, when there is one.
        todo: one sentence that says what to do.
    """

    exit_code = 3

    def __init__(self, what: str, *, where: str | None = None, todo: str | None = None) -> None:
        super().__init__(what)
        self.what, self.where, self.todo = what, where, todo

    def __str__(self) -> str:
        parts = [self.what]
        if self.where:
            parts.append(f"Where: {self.where}.")
        if self.todo:
            parts.append(self.todo)
        return " ".join(parts)


class UsageError(CommonbeatError):
    """The command was called with words that do not fit together."""

    exit_code = 2


class InputError(CommonbeatError):
    """A file cannot be used: empty, damaged, too large when unpacked, or not what its name says."""

    exit_code = 3


class QuestionError(CommonbeatError):
    """The software needs an answer from a person before it can go on; `questions` lists what to answer."""

    exit_code = 4

    def __init__(self, what: str, questions: list[str], *, where: str | None = None, todo: str | None = None) -> None:
        super().__init__(what, where=where, todo=todo)
        self.questions = questions

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *(f"  - {question}" for question in self.questions)])


class ConflictError(CommonbeatError):
    """The stated wishes cannot all hold together (a posting plan that does not exist)."""

    exit_code = 5


class BusyError(CommonbeatError):
    """Someone else is writing to the same lake."""

    exit_code = 6


class StorageError(CommonbeatError):
    """The disk is full or cannot be written; the lake stays as it was."""

    exit_code = 7
