"""What a learner asks for. Every service here knows its viewer and refuses what is not theirs."""
