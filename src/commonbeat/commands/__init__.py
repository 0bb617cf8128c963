"""The commands of the terminal, a module each; `commonbeat.cli` is their door."""
