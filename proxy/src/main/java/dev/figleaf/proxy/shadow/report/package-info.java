/**
 * Reports as people and machines read them: {@link dev.figleaf.proxy.shadow.report.ReportFormat}
 * has one entry a form, {@link dev.figleaf.proxy.shadow.report.ExportFormat} one for each form in
 * which a difference goes along with a developer. Pure: text in, text out.
 *
 * <p>Whatever stands in a report was written by strangers: every form escapes for its reader, a
 * terminal as well as a browser.
 */
@NullMarked
package dev.figleaf.proxy.shadow.report;

import org.jspecify.annotations.NullMarked;
