"""The staff page: Gradio Blocks, what they do on each event, and the HTML they show."""
