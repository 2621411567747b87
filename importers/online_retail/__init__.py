"""The Online Retail data set: days of a real web shop come in through the public APIs of a shop that is up."""
