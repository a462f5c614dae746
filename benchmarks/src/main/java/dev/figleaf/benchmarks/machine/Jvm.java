package dev.figleaf.benchmarks.machine;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * A look into a running JVM, over its local management agent.
 *
 * <p>The agent costs the JVM a few MiB and some threads: look after what is measured from outside.
 */
public final class Jvm implements AutoCloseable {
  private final JMXConnector connector;
  private final ThreadMXBean threads;
  private final MemoryMXBean memory;

  private Jvm(JMXConnector connector) throws IOException {
    this.connector = connector;
    var server = connector.getMBeanServerConnection();
    this.threads = ManagementFactory.getPlatformMXBean(server, ThreadMXBean.class);
    this.memory = ManagementFactory.getPlatformMXBean(server, MemoryMXBean.class);
  }

  // The agent is a local process that was started here: what it sends is no stranger's.
  @SuppressWarnings("BanJNDI")
  public static Jvm attach(long pid) throws IOException {
    try {
      var machine = VirtualMachine.attach(Long.toString(pid));
      try {
        var url = new JMXServiceURL(machine.startLocalManagementAgent());
        return new Jvm(JMXConnectorFactory.connect(url));
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException(e);
    }
  }

  /** Bytes that all threads have allocated since the JVM began. */
  public long allocated() {
    return threads.getTotalThreadAllocatedBytes();
  }

  /** Bytes of the heap that are in use after a collection. */
  public long live() {
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
