"""The only place that imports boto3. Each service is a small class with only the calls we need, in our words.

    session.py          connect(...) -> a Connection: every service of one environment's AWS, made when first asked for
    trouble.py          botocore's exceptions -> AwsError, once
    assume.py renewing.py at_home.py       whose credentials; limiter.py whole.py  how fast, and answers that broke off
    sentences.py        where AWS gives no code: the only place that reads meaning out of a message
    cloudformation.py   change_sets.py, validations.py    stacks, their change sets, and why one was refused
    ecs.py   tasks.py, task_definitions.py, service_deployments.py    services, and what belongs to them
    operated.py running.py revisions.py    services that run, tasks that are run by hand, old revisions
    ecr.py scans.py download.py            images: looked for, scanned, copied by digest
    application_autoscaling.py cloudwatch.py schedules.py event_rules.py ssm.py    what moves, starts and enters tasks
    load_balancing.py sts.py s3.py autoscaling.py iam.py acm.py ec2.py route53.py kms.py logs.py secrets.py

They fulfil the Protocols of `bbfd.deploy.needs` and return the records of `bbfd.deploy.records`.
"""
