package dev.figleaf.proxy.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.netty.util.internal.PlatformDependent;

/** The figures of the process itself: its build, age, memory, collections, threads, CPU. */
final class ProcessMeters implements AutoCloseable {
  private final JvmGcMetrics collections = new JvmGcMetrics();

  private ProcessMeters() {}

  static ProcessMeters bind(MeterRegistry registry, String version) {
    var meters = new ProcessMeters();
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    meters.collections.bindTo(registry);
    Gauge.builder("figleaf.build.info", () -> 1)
        .description("Always 1; which build this is.")
        .tag("version", version)
        .tag("java", Runtime.version().toString())
        .register(registry);
    Gauge.builder("figleaf.netty.direct", ProcessMeters::nettyDirect)
        .description("Memory outside the heap that Netty holds for buffers, used and pooled.")
        .baseUnit("bytes")
        .register(registry);
    return meters;
  }

  /** Stops listening to the collector. */
  @Override
  public void close() {
    collections.close();
  }

  private static long nettyDirect() {
    // -1 where Netty leaves counting to the JVM: jvm_buffer_memory_used_bytes has it then.
    return Math.max(0, PlatformDependent.usedDirectMemory());
  }
}
