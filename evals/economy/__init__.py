"""What a review costs in tokens of prompts, measured on what is really sent. The models are scripted."""
