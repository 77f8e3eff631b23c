"""Headgate as an MCP server: the analyzers as tools, the last review as a resource, six playbooks as prompts.

Everything only reads, and only what lies under the folders that were given at the start.
"""
