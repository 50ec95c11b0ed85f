"""What `make bench` measures: each question is one file and answers with figures that are ratios within one run."""
