"""The program database in the program's own words: one Django app a word, each with models, actions, queries, rules.

Writes are actions (`commonbeat.program.action`), reads start at `visible_to(member)`, and every change is audited.
"""
