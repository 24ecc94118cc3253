"""Steps from one state of the tables to the next, applied by Alembic."""
