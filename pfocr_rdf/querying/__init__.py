"""Questions and answers: what may be asked, within which limits, and the questions that come with the package."""
