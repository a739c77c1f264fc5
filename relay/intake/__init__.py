"""The door: who may come in, and what is answered; nothing is acknowledged before Redis has it.

Read the files in this order: door (what bootstrap hands in), app (the routes), hooks and triggers (one request from
top to bottom), admission (its first check: the address, by trail, forwarded and rules; explain and whoami say it in
words), proof (its next ones: who sends, by entrance, with limits and body), hints and delivery (what was posted),
problems (every answer that is not a success), health, and serve, which opens the socket.
"""
