"""What displays show (V1, V2)."""
