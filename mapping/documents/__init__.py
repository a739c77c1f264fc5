"""The canonical documents, which stand between every source and every target."""
