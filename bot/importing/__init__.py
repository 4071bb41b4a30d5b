"""Import of the program's own lists (workers, families, rota) from CSV, all or nothing."""
