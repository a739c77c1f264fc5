"""What pipelines ask of others than the two systems of a flow."""
