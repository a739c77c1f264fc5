"""What a pipeline asks of any system, by record: a vendor implements it, and a pipeline names no vendor."""
