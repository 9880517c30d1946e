"""What a stack is: its state, whose it is, what runs on it, and the operations that its events tell of.

lock       another operation is waited for (waiting), then decided what a deploy does
attach     a stack of ours with the operation that runs on it (tied: to which its end belongs)
belonging  whose it is; account: is this the account that is meant?
operation  which events are ours (token); history: all operations, told apart; failures: why one failed, in nested too
standing   what it is at, told last of all
"""
