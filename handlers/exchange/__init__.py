"""One HTTP exchange with another system, for every vendor and service: bounded in time and size, never redirected.

``send`` moves a request and its reply; ``reply`` is what came back, and what it asks of us, without a network.
"""
