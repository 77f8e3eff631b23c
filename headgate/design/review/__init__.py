"""What the tables of a project are as dimensional models, and where they contradict themselves."""
