"""How long logs are kept: the numbers of days that CloudWatch Logs allows."""

from __future__ import annotations

from bbfd.model.stack import Refusal

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827)
_MORE = (2192, 2557, 2922, 3288, 3653)
DAYS = (*_DAYS, *_MORE)


def no_retention(days: int, file: str) -> Refusal:
    """CloudWatch Logs does not know it. file: the environment's."""
    below = [str(each) for each in DAYS if each < days][-1:]
    above = [str(each) for each in DAYS if each > days][:1]
    return Refusal(
        what=f"logs cannot be kept for {days} days",
        fix=f"write {' or '.join(below + above)}; CloudWatch Logs has {', '.join(map(str, DAYS))}",
        field="log_retention",
        definition=file,
    )
