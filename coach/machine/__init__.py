"""What other rooms need of the machine they run on: a door to its D-Bus, and programs run for a moment."""
