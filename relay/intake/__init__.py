"""The door: who may come in, and what is answered; nothing is acknowledged before Redis has it."""
