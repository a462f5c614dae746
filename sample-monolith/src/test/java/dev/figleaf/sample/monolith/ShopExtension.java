package dev.figleaf.sample.monolith;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives a test the shop that all tests share. */
final class ShopExtension implements ParameterResolver {
  private record Shared(TestShop shop, Path folder) implements AutoCloseable {
    static Shared open() {
      try {
        var folder = Files.createTempDirectory("shop");
        return new Shared(TestShop.open(folder.resolve("shop.db")), folder);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws Exception {
      shop.close();
      try (var files = Files.list(folder)) {
        for (var file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestShop.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.GLOBAL)
        .computeIfAbsent("shop", _ -> Shared.open(), Shared.class)
        .shop();
  }
}
