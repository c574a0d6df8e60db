"""The same answers for programs that speak OpenAI's protocol, such as Open WebUI and LibreChat: models and chat completions."""
