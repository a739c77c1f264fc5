"""AccountView."""
