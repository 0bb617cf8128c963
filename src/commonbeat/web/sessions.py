"""Sessions in the database, written by the one writer."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions

from commonbeat.program.writer import writer


class SessionStore(DatabaseSessions):
    """Django's own, except that every write goes where all writes go."""

    def save(self, must_create: bool = False) -> None:
        """Write the session."""
        writer.run(lambda: super(SessionStore, self).save(must_create=must_create))

    def delete(self, session_key: str | None = None) -> None:
        """End the session."""
        writer.run(lambda: super(SessionStore, self).delete(session_key))
