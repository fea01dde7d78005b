"""What other rooms need of the machine they run on: its D-Bus, programs run for a moment, files and modules."""
