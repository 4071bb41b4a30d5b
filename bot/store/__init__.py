"""The database: tables, transactions, encryption, and the queries that turn rows into values."""
