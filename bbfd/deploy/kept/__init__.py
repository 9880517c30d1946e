"""What a deploy was, kept in the artifacts bucket of its registry before it is executed, and how it ended.

records   a deploy that is kept, how it ended, and the whole of it: template and parameters
written   these as JSON, and back
shelf     where they lie: one folder for each operation of a stack
keep      put there before and after an operation; trouble with it is a note
restored  a deploy that is kept -> the stack to be deployed again
joined    with what CloudFormation's events tell: which stand for the same operation, which one the stack stands at
"""
