"""What every pipeline does alike: what came back, what changed, what may be written."""
