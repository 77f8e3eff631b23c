"""One pipeline graph of datasets, columns and jobs, over every technology."""
