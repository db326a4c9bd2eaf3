"""Pictures of numbers: shapes with their places, which templates turn into SVG."""
