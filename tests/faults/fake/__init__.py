"""A stateful, hostile fake of AWS on a virtual clock, for the real command with the real boto3.

    world = World()                       one account (333333333333), region (eu-west-1), clock; World(seed=...)
    furnish(world, folder)                `env deploy prod`, a day passes, the log of calls is empty (0.7 s once)
    world.twin()                          the same once more (2 ms): furnish in a module's fixture, twin in each test
    ran = run(world, "deploy", "web", "--env", "prod", "--yes", project=folder, input=None, environment={})
    ran.exit_code .stdout .stderr .lines .words .last .events (--json) .seconds .calls .count("DescribeStacks")

What is there (`scenery.py`, `world.py`)
    world.stack(name, status, template=, parameters=, tags=, reason=, events=300, broken={logical: reason}, more={})
    world.bring(name, status, reason=, broken=, kept=(), own=False, more={"mode": "EXPRESS"})   any of the 23 statuses
    world.finish_at(second, name, status)            ends what was put there in progress
    world.foreign_change_set(name)                   somebody else's; makes a shell where there is no stack
    world.ecs.scale(name, n)  .sicken(name, fate)    after a deploy: the service is scaled, or its tasks die
    world.ecr.missing {(repository, tag)}, world.secretsmanager.missing, world.ssm.missing, world.iam.missing,
    world.acm.missing, world.logs.gone, world.ec2.free[subnet] = 3, world.elbv2.occupy(listener, priority),
    world.cloudformation.imports[export] = ["stack"], world.sts.answers = "999999999999", world.s3.owners[bucket]

How it will go
    world.fate(stack, fates.EXIT_1, fates.HEALTHY)   rollouts in turn, the last stays; `fate.but(after=5, log=(...))`
    world.resource("Rule", stack="*", phase="create|update|delete|rollback|cleanup|*", seconds=, fails=, times=)
    world.change_set(stack, seconds=, never=, fails=, validation=((logical, name, reason, path),), hook={...},
                     actions={logical: "Import"}, changes=(...), incomplete=(logical,), transform=True, page=2,
                     vanishes=, times=)              of the change sets to come, one order each
    world.course(stack, Step(at=0, status="UPDATE_IN_PROGRESS"), ...)    the next operation, event by event
    world.cloudformation.stale = 10.0   .late = 10.0   .obsolete = True   .page   .events_page   .change_set_limit
    world.others(at=second, what=lambda w: w.update("prod-web", seconds=60) or w.delete(...))   somebody else
    world.then(stack, lambda w: w.update(stack))     as soon as the stack's next operation has ended
    Seconds are since the world's start: after `settle` use `world.clock.now + 15`.

The wire: world.wire
    .fault(Effect.THROTTLED, "Describe*", service=, nth=(2,), every=, share=.5, since=, until=, count=, keys=, reading=)
        THROTTLED EXPIRED DENIED ERROR UNAVAILABLE REFUSED LOST ANSWER_LOST TRUNCATED TIMED_OUT; the answer's .over
    .limit(rate=10, burst=20, each_service=True)     .deny("ecs:*", "logs:GetLogEvents")  .allow(...)   .latency
    .expire(at, key(1))                              the first session's credentials; without keys all, for good
    .alarms                                          what nobody wrote, secrets that were read: `run` fails on them

The clock: world.clock (`Clock` and `Workers` of the deployer in one; one thread runs at a time)
    .ctrl_c(at=second)   .at(second, callable)   .now   .sleep   .each   .wait   .interrupt   .close

What became of it
    world.calls.of("DescribeStacks", since=, until=).reads() .mutations() .ok() .names() .parameters() .rate() .said()
    world.count(...)   world.truth(stack).status .outcome .type .operation   world.left_behind() == []   world.end()

A process over HTTP, with real signals (tests/faults/processes.py): `begun(real(world, speed=20), "deploy", ...)`.

    def test_57_the_real_one_among_the_cancelled(world, folder):
        world.resource("Service", phase="update", seconds=3, fails="the only real reason")
        ran = run(world, *NEWER, project=folder)
        assert (ran.exit_code, world.left_behind()) == (4, [])

    def test_48_credentials_are_renewed(world, folder):
        world.wire.expire(world.clock.now + 20, key(1))
        assert run(world, *NEWER, project=folder).exit_code == 0
        assert world.truth("prod-hello").outcome == "UPDATE_COMPLETE"

    def test_51_ctrl_c_at_the_question(world, folder):
        ran = run(world, "deploy", "hello", "--env", "prod", "--image", IMAGE, project=folder, input=[ctrl_c])
        assert (ran.exit_code, ran.calls.of("ExecuteChangeSet").names()) == (130, [])
"""
