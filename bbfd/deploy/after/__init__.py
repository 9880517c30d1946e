"""What is there now, and what a person does about it: look, follow, cancel, recover, explain.

status     what is there; deployed: which services and environments; recount: what happened to a stack
staying    environments that come and go, as they are in AWS; seen: what moves and starts tasks, as it is now
reattach   what runs is followed to its end
carry_on   what waits at a pause is let go on
cancel     what runs is broken off; recover: what a failed operation left is brought back (restored: do services run?)
diagnosis  why it failed, or is not healthy, from what AWS still tells
"""
