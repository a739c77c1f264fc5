"""What a record becomes that is posted: the relay's own document, or what the rows of users make of it."""
