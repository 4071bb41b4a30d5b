"""Import of the program's own lists (workers, families, their visits, the rota) from CSV, all or nothing."""
