"""Work that takes longer than a page may: checking and loading an export, running a selection.

A row (`Work`) says how far it is, the queue (django-tasks) says what waits, one worker thread inside `commonbeat serve`
takes it up, and a process of its own does the heavy part, so that pages stay quick.
"""
