"""Learning from people's work: verdicts, evidence, proposals, readers and drift."""
