"""What `make bench` measures: a file a question, answered by ratios within one run."""
