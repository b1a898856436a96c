"""What moves in the requests of the last weeks: trends, bursts, new matters."""
