"""The GitHub bot: reviews pull requests, and posts what it found once, as one comment review.

githubkit is used in `app.github.api` alone.
"""
