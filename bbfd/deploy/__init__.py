"""What brings a finished stack to AWS, and away again: decisions and the order of acts, no boto3, no words for people.

records    what AWS tells us, in our words
needs      what a deployment needs from AWS, as Protocols; `bbfd.aws` fulfils them, a test brings a fake
states     the policy: a table from stack status to step
values     stack parameters -> values (with image, slots, lookups)
submission what is sent: compact template, capabilities, tags
taken      repositories that exist before the stack that is to make them
propose    state -> plan -> change set -> Proposal
watch      our own operation, until it ends
verify     the ECS services: is what we asked for what runs?
execute    deploy: one path through all of these; several: a run over stacks
removal    what goes, what is cleared first (clearing), what stays and how it is removed (by_hand)
delete     look, ask, clear, delete, watch
status     what is there now
outcome    how it ended, with the exit code
progress   what is told while it runs
means      what a run acts with: AWS, clock, pace, whom to tell, whom to ask
"""
