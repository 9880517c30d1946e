"""An operation of ours: begun once, followed to its end, what went wrong meanwhile, and what came of it.

begin      execute a change set; begun: any call that begins an operation, read back where its answer was lost
watch      until it ends, by its token; follow: past Ctrl-C; cancelling: broken off; unseen: without its events
reader     one reader for all stacks of a run; audible, silence: nobody is left without a word while a call hangs
rolling    the ECS services meanwhile, with evidence gathered before a rollback removes it
verify     is what runs what we asked for?
conclude   -> Outcome
"""
