"""What dispatch and other machines ask."""
