"""Problems: what keeps going wrong at a few places, why, what is done about it, and whether that worked (SARA)."""
