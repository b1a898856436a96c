"""What a text says beside its topic: its kind, its urgency, what it lacks, who needs help."""
