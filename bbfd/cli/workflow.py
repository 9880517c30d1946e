"""A new project's continuous deployment job, and what it installs."""

from __future__ import annotations

import json
import re

from bbfd._version import __version__

_PREPARED = """\
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - name: install
        run: python -m pip install -r requirements.txt
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: ${{ vars.ROLE }}
          aws-region: eu-west-1
      - name: check
        run: bbfd check --all --env "$ENVIRONMENT" --format github
"""
_PLANS = _PREPARED.replace("ROLE", "AWS_ROLE_PLAN")
_DEPLOYS = _PREPARED.replace("ROLE", "AWS_ROLE")
WORKFLOW = f"""\
# A pull request is checked and shown what it would change; a push to main is deployed.
#
# Before the first run:
# 1. requirements.txt names where BBFD is installed from.
# 2. Two IAM roles that GitHub may assume by OpenID Connect, their ARNs in the repository's variables: AWS_ROLE_PLAN
#    for pull requests, which plan, AWS_ROLE for main, which deploys.
#    https://docs.github.com/actions/deployment/security-hardening-your-deployments/configuring-openid-connect-in-amazon-web-services
# 3. Account and region in environments/prod.py are yours, and aws-region below is the same.
# A deploy with images of your own takes their tag: add --tag "$GITHUB_SHA" behind the step that pushes them.
name: deploy

on:
  pull_request:
  push:
    branches: [main]

env:
  ENVIRONMENT: prod

permissions:
  contents: read
  id-token: write

# One deployment at a time, and none is cut off half way: a second one waits.
concurrency:
  group: deploy-${{{{ github.event_name == 'pull_request' && github.ref || 'main' }}}}
  cancel-in-progress: false

jobs:
  review:
    if: github.event_name == 'pull_request'
{_PLANS}\
      - name: diff
        run: bbfd diff --all --env "$ENVIRONMENT"

  deploy:
    if: github.event_name == 'push'
{_DEPLOYS}\
      - name: deploy
        run: bbfd deploy --all --env "$ENVIRONMENT" --yes
"""
# The one line of it that is no comment.
REQUIREMENT = re.compile(r"([^#\n]+)\n")
_UNKNOWN = """\
# BBFD itself was installed from a folder here, which a job elsewhere does not have. Say where it gets it:
# bbfd[lint] @ git+https://HOST/OWNER/REPOSITORY@COMMIT
# or, from a package index of your own: bbfd[lint]==VERSION
"""


def requirements(direct_url: str | None, *, installed: bool) -> str:
    """The file of what a job installs: BBFD as it is installed here, with cfn-lint.

    direct_url: what pip noted of where it came from; None where that was a package index.
    https://packaging.python.org/specifications/direct-url/
    """
    if not installed:
        return _UNKNOWN
    if direct_url is None:
        return f"bbfd[lint]=={__version__}\n"
    noted = json.loads(direct_url)
    url, vcs = noted["url"], noted.get("vcs_info")
    if url.startswith("file:"):
        return _UNKNOWN
    return (
        f"bbfd[lint] @ {vcs['vcs']}+{url}@{vcs['commit_id']}\n" if vcs else f"bbfd[lint] @ {url}\n"
    )


def requirements_here() -> str:
    """The same, of the BBFD that runs."""
    from importlib import metadata

    try:
        found = metadata.distribution("bbfd")
    except metadata.PackageNotFoundError:
        return requirements(None, installed=False)
    return requirements(found.read_text("direct_url.json"), installed=True)
