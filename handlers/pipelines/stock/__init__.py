"""Stock: what a source has of its articles, and how a target comes to hold it."""
