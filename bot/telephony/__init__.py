"""The carrier: its protocol, its failures, the real client and the simulated one."""
