"""JSONata within bounds: expressions of users that cannot run away with time or memory."""
