"""One library evening on this machine: every part real, only the building is pretended."""
