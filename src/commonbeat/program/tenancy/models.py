"""No tables: Django asks only apps with a models module before and after it migrates."""
