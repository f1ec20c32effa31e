"""Where opening hours come from: each source reads days, the exceptions calendar lies over them (H2, H3)."""
