"""Pure analysis: tables and arrays in, tables and frozen dataclasses out. No web, no terminal, no clock, no globals."""
