"""Commonbeat: software that runs a police department's strategic community officer program.

The names below are the library; everything else is reached through them or through the command line.
"""
