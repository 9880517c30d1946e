"""`key`: a KMS key of the environment's own for logs, sessions and the tasks' own storage."""

from bbfd import Environment, Key

environment = Environment(account="123456789012", region="eu-west-1", key=Key())
