package dev.figleaf.sample.monolith;

import java.time.LocalDate;

/**
 * Somebody who buys.
 *
 * @param number what the bookkeepers call the customer: {@code C-00017}
 */
record Customer(int id, String number, String name, String email, LocalDate since) {}
