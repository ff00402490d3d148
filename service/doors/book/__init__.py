"""The knowledge book: each entry of the knowledge as the data of one page, in words and numbers. Pure; no HTML here."""
