"""`stopped_tasks`: what became of tasks that stopped is kept for a week, which ECS forgets after an hour."""

from bbfd import Environment

environment = Environment(account="123456789012", region="eu-west-1", stopped_tasks=7)
