"""What pages of both kinds are made of."""
