"""The starter reviews written for this project (starter.csv), and where public data sets are."""
