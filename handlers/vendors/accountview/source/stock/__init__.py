"""The quantities of AccountView's articles as stock."""
