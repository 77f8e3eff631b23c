"""The mathematics of a panel: what a vote is worth, who is asked next, when it is enough. No model is called here.

The review (`agents.jury`) and the simulation (`evals.simulate`) both walk `agents.council.deliberation`.
"""
