"""What looks after events that do not end by themselves, and what tells people how things stand."""
