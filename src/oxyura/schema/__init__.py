"""The words and the tables: vocabularies, one specification per table and column, units, errors."""
