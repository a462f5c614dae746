/**
 * What outlives the process: evidence of comparing, what operators decided about it, and the
 * history of what was live. Neutral rows, SQL for SQLite and PostgreSQL alike; nothing here knows
 * what the rows mean.
 *
 * <p>{@link dev.figleaf.proxy.store.EvidenceLog} is what is kept, {@link
 * dev.figleaf.proxy.store.SqlEvidenceLog} keeps it; it blocks. {@link
 * dev.figleaf.proxy.store.EvidenceWriter} is for those who may not wait: it takes batches and
 * writes them on a thread of its own, whenever the store is to be had. {@code Database} opens the
 * store when it is used, {@code Retention} deletes what is too old or too much.
 *
 * <p>{@link dev.figleaf.proxy.store.RuleHistory} keeps the events that made live what is, for all
 * replicas; {@link dev.figleaf.proxy.store.SqlRuleHistory} in a database, {@link
 * dev.figleaf.proxy.store.MemoryRuleHistory} as long as the process lives.
 */
@NullMarked
package dev.figleaf.proxy.store;

import org.jspecify.annotations.NullMarked;
