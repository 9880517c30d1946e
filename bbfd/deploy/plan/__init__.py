"""What a deploy would change: values, a change set, what that means, and what would surely stop it.

propose     state -> plan -> change set -> Proposal; foretold: without a change set, on what is not there yet
values      stack parameters -> values: image, lookups, facts (version, commit, who), digest (of all the rest); known:
            those that are known before other stacks are deployed
template    what the stack was made from, resolved with its values; compared: what differs, property by property
change_set  asked for, waited for, and why it was refused; awaiting: all that wait on a stack; discarding: ours, away
explained   with values from the deployed template; start_count: a replaced service begins with what runs
weighed     completed: containers by name, what a replacement means (meanings, live), what looks secret (masked), and
            what would stop it (guards)
taken       repositories that exist before the stack that is to make them; shared: what other projects put there
recreate    a first attempt that died, made anew; losable: whether it may go; unprotected: whether it can
storing     the types that hold data
fingerprint what a stack was when a plan for it was made
"""
