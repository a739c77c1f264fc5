"""How the relay is let into AccountView: consent by a person, tokens that rotate, addresses that may be trusted."""
