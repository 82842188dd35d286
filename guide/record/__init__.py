"""What is kept: journals, summary files, the wording calls were taken with, and where all live."""
