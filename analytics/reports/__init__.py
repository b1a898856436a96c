"""The monthly report in figures and sentences, each number with the requests behind it."""
