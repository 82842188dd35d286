"""What is kept and where: journals, summaries, scripts as they were; masked, verified, erased."""
