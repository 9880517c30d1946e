"""The continuous deployment job, written out. ONE FILE, ONE VENDOR; all of it is pure.

vendor.py      what a vendor is to us, and which there are
job.py         what every vendor's file is written from: environments, services, branch, what is installed
lines.py       the shell lines that the jobs have in common
pins.py        the actions of GitHub that are used, by commit
github.py      .github/workflows/deploy.yml      gitlab.py      .gitlab-ci.yml
bitbucket.py   bitbucket-pipelines.yml           codebuild.py   buildspec.yml
jenkins.py     Jenkinsfile
trusted.py     who may take the roles: what the tokens of a vendor say of a repository's jobs
comment.py     the one comment on a pull request that is kept up to date, over the forge's own HTTP interface
"""
