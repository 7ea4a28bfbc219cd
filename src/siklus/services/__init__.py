"""What users can do: `ls` here is the loop. Each use case is one transaction, opened here."""
