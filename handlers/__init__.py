"""What is particular: how each system is talked to, and what is done with each entity."""
