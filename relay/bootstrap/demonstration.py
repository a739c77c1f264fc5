"""Both vendor sandboxes with invented data, for `relay demo` and `relay up --sandbox` alone."""

from handlers.sandboxes.demonstration import open_scenario
from relay.demo.scenario import OpenScenario

DEMONSTRATION: OpenScenario = open_scenario
"""Opens both sandboxes, and says which end each document of the demonstration should come to."""
