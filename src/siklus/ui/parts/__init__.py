"""Sections of the page *Pemantauan*."""
