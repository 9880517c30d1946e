"""One stack, or several: in order, side by side, in one step or in two.

execute      deploy: look, plan, propose, ask, begin, watch, verify
several      a run over stacks: what services stand on first, once nothing is foreseen that would stop one (foreseen)
side_by_side services: all planned, agreed to at once, carried out as their order allows; stopped: what kept one from it
reviewed     a plan that is kept, then exactly that carried out
alone        a run of one stack
"""
