"""The permissions of funds, named for what they allow.

A document needs two people with `REGISTER_DOCUMENT`, an allocation or a reversal two
with `ALLOCATE`, a payment one each with `MAKE_BATCH`, `APPROVE_BATCH`, `RELEASE_BATCH`.
"""

VIEW_DOCUMENT = "funds.view_funddocument"  # with its allocations, accounts and entries
REGISTER_DOCUMENT = "funds.add_funddocument"  # also confirm and void
ALLOCATE = "funds.allocate_fund"  # also confirm, withdraw and reverse
VIEW_BATCH = "funds.view_paymentbatch"  # with its payments to households
MAKE_BATCH = "funds.make_payment"
APPROVE_BATCH = "funds.approve_payment"
RELEASE_BATCH = "funds.release_payment"
