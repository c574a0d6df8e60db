"""The widget: the script that any page loads, and the page inside the frame which that script opens."""
