"""The log: TinyDB files, one a month and device, written durably and merged by union."""
