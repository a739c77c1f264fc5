"""The doors to knock on, for the tests of this folder."""

from tests.relay.doors import door, hurried_sender, mortal_door, mortal_sender, sender, stranger

__all__ = ["door", "hurried_sender", "mortal_door", "mortal_sender", "sender", "stranger"]
