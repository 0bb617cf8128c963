"""The public face: published pages for residents, without an account, a cookie or a script."""
