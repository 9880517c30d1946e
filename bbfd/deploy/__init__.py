"""What brings a finished stack to AWS, and away again: decisions and the order of acts, no boto3, no words for people.

release/   one image, the same digest from environment to environment: copied, held back, asked for an answer
operate/   services that run: stopped, started, scaled, restarted, and looked into
run/       one stack, or several: execute is the one path through all that follows; several and side_by_side a run over
           stacks; reviewed the same in two steps
doctor/    what a deploy would be refused for, and what the running service suffers from: ONE FILE, ONE EXAMINATION
after/     what is there now, and what a person does about it: status, history, diagnosis, cancel, recover
remove/    a stack, away: what goes, what is cleared first, what stays
watch/     our own operation: begun once, followed to its end, verified in ECS, and concluded
kept/      each deploy as it was, in the artifacts bucket, how it ended: what history tells and rollback goes to
plan/      what would change: values, a change set, what that means, and what would surely stop it (guards: ONE FILE,
           ONE GUARD, over the resolved template)
look/      what a stack is: whose, who holds it, and the operations that its events tell of

These import downwards only, and all of them what stands here:

means      what a run acts with: AWS, clock, pace, whom to tell, whom to ask (slots, addresses: what a run has taken)
needs      what a deployment needs from AWS, as Protocols; `bbfd.aws` fulfils them, a test brings a fake
records    what AWS tells us, in our words; unknown: what could not be read
gauges     what tells of a running service besides ECS: alarms, and what its count follows
present    what runs now, and what starts it; buckets, registry, revisions: what is kept in S3, images, task definitions
tasks      one task: how it is started, seen while it runs, and entered; log: what such tasks wrote
states     the policy: a table from stack status to step
submission what is sent: compact template, capabilities, tags
proposal   what is put to a person; progress: what is told while it runs; outcome: how it ended, with the exit code
commands   words for a person: what a fix names (by_hand: how what stays is removed)
"""
