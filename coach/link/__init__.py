"""Between processes: who owns the prompting, the snapshot anyone may read, the inbox that steers the app."""
