/**
 * What operators are shown, as records: the listener writes them as JSON, the dashboard as pages,
 * and the command line reads them again. Names of members are those of JSON, in snake case.
 */
@NullMarked
package dev.figleaf.proxy.admin.view;

import org.jspecify.annotations.NullMarked;
