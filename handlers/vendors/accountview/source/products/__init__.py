"""Articles of AccountView as products."""
