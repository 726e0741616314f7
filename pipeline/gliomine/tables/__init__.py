"""Tables: their schema and rows, finished runs as they are stored, and queries over them."""
