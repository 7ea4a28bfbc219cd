"""The page *Simulasi*, in Indonesian."""

TEXTS: dict[str, str] = {
    "simulation.title": "Simulasi",
    "simulation.intro": "Berapa nilai putaran ini untuk ulasan Anda?",
}
