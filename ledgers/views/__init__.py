"""The pages of ledgers and of the files made from them."""
