"""The SMS and voice line of an intensive family preservation program."""
