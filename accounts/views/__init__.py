"""Pages of people: entering, one's own account, the administration of accounts."""
