"""Where invaders are, and whether they are alien there."""
