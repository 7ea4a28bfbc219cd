"""How an alert reaches people: rules from a file, words in two languages, and the channels."""
