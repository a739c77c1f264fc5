"""AccountView as a source of customers: which rows are read, and which record they make together."""
