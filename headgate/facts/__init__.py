"""What the files say: statements, models, DataFrame flows, DAGs, topics, schemas, and the graph that joins them."""
