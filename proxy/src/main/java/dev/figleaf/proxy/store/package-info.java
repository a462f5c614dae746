/**
 * What outlives the process: evidence of comparing, what operators decided about it. Neutral rows,
 * SQL for SQLite and PostgreSQL alike; nothing here knows what the rows mean.
 */
@NullMarked
package dev.figleaf.proxy.store;

import org.jspecify.annotations.NullMarked;
