"""script.py with a random generator of its own, written in tensor operations."""
import script


def ways(state):
    script.OWN = True
    return script.ways(state)
