"""How the weights that the project ships are learned from a folder of clips."""
