"""Live proofs: a reader changes a derivation in the page and sees it judged."""
