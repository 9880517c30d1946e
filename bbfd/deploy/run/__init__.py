"""One stack, or several: in order, side by side, in one step or in two.

execute      deploy: look, plan, propose, ask, begin, watch, verify
several      a run over stacks: what services stand on first, once nothing is foreseen that would stop one (foreseen)
side_by_side services: all planned, agreed to at once, carried out as their order allows; stopped: what kept one from it
reviewed     a plan that is kept, then exactly that carried out
in_turn      several acts, told as one run; before: what has to end before new tasks start
rollback     back to a deploy that is kept; reaping: environments that are due, away
order, waves which service comes after which, and which is planned once others are deployed
remarks      what is told besides; stopped: what stopped a stack, as its outcome
"""
