"""Statistics of what the model sees and says; no database here."""
