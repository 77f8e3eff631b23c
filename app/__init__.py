"""How people reach Headgate: command line, chat, GitHub, reports."""
