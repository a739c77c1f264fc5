"""What both listeners share: how they open, how bodies and addresses are read, and how every refusal is worded."""
