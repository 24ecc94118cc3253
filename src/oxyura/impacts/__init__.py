"""Evidence that becomes a change in a vital rate, with its uncertainty."""
