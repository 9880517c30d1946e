"""The only place that imports boto3. Each service is a small class with only the calls we need, in our words.

    session.py          connect(...) -> a Connection: every service of one environment's AWS, made when first asked for
    trouble.py          botocore's exceptions -> AwsError, once
    sentences.py        where AWS gives no code: the only place that reads meaning out of a message
    cloudformation.py   change_sets.py, validations.py    stacks, their change sets, and why one was refused
    ecs.py   tasks.py, task_definitions.py, service_deployments.py    services, and what belongs to them
    load_balancing.py sts.py s3.py autoscaling.py iam.py acm.py ec2.py route53.py ecr.py logs.py secrets.py

They fulfil the Protocols of `bbfd.deploy.needs` and return the records of `bbfd.deploy.records`.
"""
