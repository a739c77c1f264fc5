"""Customers, whichever document names them: who they are in the target, and how they are made there once.

A pipeline makes a :class:`handlers.contracts.parties.Party` of its document, places it (:mod:`default_debtor`), finds
the debtor and the delivery address (:mod:`debtor`, :mod:`delivery_address`), and makes what is missing (:mod:`making`).
"""
