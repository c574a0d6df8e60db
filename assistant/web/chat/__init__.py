"""The staff page: Gradio Blocks, what they do on each event, and their fixed parts as HTML."""
