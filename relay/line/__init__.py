"""The line on which every event moves: accepted, queued, claimed by a worker, run through its pipeline."""
