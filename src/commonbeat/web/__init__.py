"""The faces of the program, thin: request, form or schema, action or query, template."""
