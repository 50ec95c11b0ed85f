"""Pages of notices: posting them, answering objections, and the pages for everyone."""
