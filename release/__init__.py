"""What is shipped, and how it is checked: the lock, known vulnerabilities, licences, the bill of materials, the container."""
