"""The slow half of the loop: measure, decide, retrain; carried on by another worker where one dies."""
