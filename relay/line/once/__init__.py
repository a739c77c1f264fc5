"""Why nothing is written twice: links, proof of writes, locks, leases, and the gate before every system."""
