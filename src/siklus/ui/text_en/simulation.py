"""The page *Simulasi*, in English."""

TEXTS: dict[str, str] = {
    "simulation.title": "Simulation",
    "simulation.intro": "What would the loop be worth on your reviews?",
}
