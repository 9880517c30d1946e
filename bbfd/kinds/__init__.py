"""One file, one kind of workload: its fields, and the parts that its stack is made of."""
