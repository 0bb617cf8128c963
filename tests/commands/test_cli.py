"""The door answers at once, and what it says of a command is what the command says of itself."""

from __future__ import annotations

import subprocess
import sys

import pytest

from commonbeat.cli import COMMANDS
from commonbeat.commands.lazy import LazyCommand


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_list_of_commands_says_what_each_command_says_of_itself(name):
    stand_in = LazyCommand(name, f"commonbeat.commands.{name.replace('-', '_')}", COMMANDS[name])
    real = stand_in.real()
    assert real.help is not None
    assert real.help.split("\n")[0] == COMMANDS[name]


def test_the_door_opens_without_loading_the_house():
    code = "import sys, commonbeat.cli; print([m for m in ('scipy', 'pandas', 'duckdb', 'ibis') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
