"""Everything served over HTTP. `app.py` puts it together; each room below is one surface."""
