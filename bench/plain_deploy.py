"""The yardstick for a deploy that changes nothing: whether stacks stand, and their services run, in plain boto3.

`python bench/plain_deploy.py STACK...` reads all stacks once, and the ECS services of those named in tens: as few calls
as can tell that. It loads no definition and compares nothing.
"""

import sys

import boto3


def main(names):
    found = {}
    for page in boto3.client("cloudformation").get_paginator("describe_stacks").paginate():
        found |= {stack["StackName"]: stack for stack in page["Stacks"]}
    arns = [
        output["OutputValue"]
        for name in names
        for output in found[name]["Outputs"]
        if output["OutputKey"] == "Service"
    ]
    ecs = boto3.client("ecs")
    for start in range(0, len(arns), 10):
        some = arns[start : start + 10]
        answer = ecs.describe_services(cluster=some[0].split("/")[1], services=some)
        for service in answer["services"]:
            print(service["serviceName"], service["runningCount"], service["desiredCount"])


if __name__ == "__main__":
    main(sys.argv[1:])
