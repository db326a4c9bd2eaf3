"""``python -m pfocr_rdf`` is ``pfocr-rdf``."""

from pfocr_rdf.cli import main

if __name__ == "__main__":
    main()
