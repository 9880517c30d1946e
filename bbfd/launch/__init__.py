"""One file, one answer: what carries tasks, and how a task gets an address. Plain values; no troposphere."""
