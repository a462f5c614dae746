package dev.figleaf.proxy.harness;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Makes one harness a test, and looks after each whether anything was left behind. */
final class ProxyExtension
    implements ParameterResolver, BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(ProxyExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    LogWatch.get().forget();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ProxyHarness.class;
  }

  @Override
  public ProxyHarness resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return store(context)
        .computeIfAbsent(ProxyHarness.class, _ -> new ProxyHarness(), ProxyHarness.class);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    ProxyHarness harness = store(context).remove(ProxyHarness.class, ProxyHarness.class);
    if (harness == null) {
      return;
    }
    try (harness) {
      if (context.getExecutionException().isEmpty()) {
        harness.checkNothingIsLeft();
      }
    }
  }

  /** Leaks show when the collector has found the buffer and the next one is made. */
  @Override
  public void afterAll(ExtensionContext context) {
    System.gc();
    for (int i = 0; i < 16; i++) {
      ByteBufAllocator.DEFAULT.heapBuffer(16).release();
    }
    LogWatch.get().check();
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getStore(NAMESPACE);
  }
}
