"""The doors to knock on, for the tests of this folder."""

from tests.relay.doors import door, hurried_sender, mortal_door, mortal_sender, sender, stranger
from tests.relay.intake.proving import lone_prover, mortal_proving_door, prover, proving_door

__all__ = [
    "door",
    "hurried_sender",
    "lone_prover",
    "mortal_door",
    "mortal_proving_door",
    "mortal_sender",
    "prover",
    "proving_door",
    "sender",
    "stranger",
]
