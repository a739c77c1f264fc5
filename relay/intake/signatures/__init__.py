"""Who sends: proved by what the connection asks for, over the very bytes that came, before they are read as JSON.

Read cause (why a sender is not believed), comparing (the one comparison), then one file a scheme: body_signature,
standard_webhooks, credentials; scheme chooses one, and entrance puts the checks of a request in their order.
"""
