"""What a person does to services that run: look into them, run a task of one, stop, start, scale and restart them.

standing   what of a stack runs, and what starts it          acting    what all these acts have in common
settling   services are read until they are as asked         found     how a task of a service is started
stop, start, scale, restart   one file, one act              prune     old revisions, and old kept deploys, away
logs       of all tasks, merged; silent  those of containers that cannot be read
one_off    a task, run once, to its exit code                entering  which container a session goes to
"""
