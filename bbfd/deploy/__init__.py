"""What brings a finished stack to AWS, and away again: decisions and the order of acts, no boto3, no words for people.

records    what AWS tells us, in our words
needs      what a deployment needs from AWS, as Protocols; `bbfd.aws` fulfils them, a test brings a fake
states     the policy: a table from stack status to step
values     stack parameters -> values (with image, slots, lookups; facts: version, commit, who; digest: of all the rest)
submission what is sent: compact template, capabilities, tags
taken      repositories that exist before the stack that is to make them
shared     what other projects have put into the registry, which stays
propose    state -> plan -> change set -> Proposal; explained: with values from the deployed template (compared)
start_count a replaced service that scales begins with what runs: its change set is made once more, with that count
change_set asked for, waited for, and why it was refused; discarding: removed, or what of it stays; awaiting: those of
           others, which no deletion takes along unsaid
weighed    a plan is completed: containers by name, what a replacement means (meanings, live), what looks
           secret (masked), and what would surely stop it (guards: ONE FILE, ONE GUARD, over the resolved template)
reviewed   a plan that is kept, then exactly that carried out (fingerprint: what it was planned upon)
foretold   the same without a change set, for what stands on a stack that is not deployed yet
watch      our own operation, until it ends
verify     the ECS services: is what we asked for what runs?
execute    deploy: one path through all of these; several: a run over stacks, once nothing is
           foreseen that would stop one of them
removal    what goes, what is cleared first (clearing), what stays and how it is removed (by_hand)
delete     look, ask, clear, delete, watch; unprotected: what a person takes off first
history    the operations of a stack, told apart by its events; token: what one of ours tells; recount: all of them
attach     a stack of ours with the operation that runs on it; reattach: followed to its end
cancel     what runs is broken off; recover: what a failed operation left is brought back (begun: a call that surely
           began, restored: do the services run again?); losable: may a dead first attempt go?
diagnosis  why it failed, or is not healthy, from what AWS still tells
deployed   which services and environments are there, by the tags of stacks
status     what is there now
outcome    how it ended, with the exit code
progress   what is told while it runs
means      what a run acts with: AWS, clock, pace, whom to tell, whom to ask
"""
