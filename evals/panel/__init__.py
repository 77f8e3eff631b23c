"""The example's review before a panel that answers by script: what a council's page looks like, and nothing more."""
