"""Where each population is, stage by stage, and how it is divided into classes."""
