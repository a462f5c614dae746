package dev.figleaf.proxy;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The house: which package may use which, and what may stand where. */
@AnalyzeClasses(
    packages = "dev.figleaf.proxy",
    importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {
  private static final String ROOT = "dev.figleaf.";

  /** Every package but the wiring, and what of ours it may use beside itself. */
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          entry("proxy.telemetry", List.of()),
          entry("proxy.http", List.of()),
          entry("proxy.json", List.of()),
          entry("proxy.history", List.of("rules")),
          entry("proxy.store", List.of("rules", "proxy.history")),
          entry(
              "proxy.traffic",
              List.of(
                  "rules",
                  "routing",
                  "proxy.http",
                  "proxy.filter",
                  "proxy.shadow",
                  "proxy.store",
                  "proxy.telemetry")),
          entry("proxy.cache", List.of("rules", "proxy.http", "proxy.telemetry")),
          entry("proxy.upstream", List.of("rules", "proxy.http", "proxy.telemetry")),
          entry("proxy.filter", List.of("rules", "routing", "proxy.http", "proxy.telemetry")),
          entry(
              "proxy.handler",
              List.of(
                  "rules",
                  "routing",
                  "proxy.http",
                  "proxy.json",
                  "proxy.cache",
                  "proxy.filter",
                  "proxy.upstream",
                  "proxy.store",
                  "proxy.telemetry")),
          entry(
              "proxy.shadow",
              List.of(
                  "rules",
                  "proxy.http",
                  "proxy.json",
                  "proxy.filter",
                  "proxy.upstream",
                  "proxy.store",
                  "proxy.telemetry")),
          entry(
              "proxy.control",
              List.of(
                  "rules",
                  "routing",
                  "proxy.telemetry",
                  "proxy.history",
                  "proxy.store",
                  "proxy.cache",
                  "proxy.upstream",
                  "proxy.filter",
                  "proxy.handler",
                  "proxy.shadow")),
          entry(
              "proxy.edge",
              List.of(
                  "rules",
                  "routing",
                  "proxy.control",
                  "proxy.http",
                  "proxy.traffic",
                  "proxy.filter",
                  "proxy.handler",
                  "proxy.upstream",
                  "proxy.telemetry")),
          entry(
              "proxy.admin",
              List.of(
                  "rules",
                  "routing",
                  "proxy.history",
                  "proxy.control",
                  "proxy.traffic",
                  "proxy.store",
                  "proxy.cache",
                  "proxy.shadow",
                  "proxy.upstream",
                  "proxy.telemetry")));

  /** What runs on event loops for every request. */
  private static final DescribedPredicate<JavaClass> ON_EVENT_LOOPS =
      resideInAnyPackage(
              ROOT + "proxy.http..",
              ROOT + "proxy.upstream..",
              ROOT + "proxy.cache..",
              ROOT + "proxy.filter..",
              ROOT + "proxy.handler..")
          .or(
              DescribedPredicate.describe(
                  "the recorder",
                  of ->
                      of.getPackageName().equals(ROOT + "proxy.traffic")
                          && Set.of("Recorder", "SeamCounts").contains(of.getSimpleName())))
          .or(
              DescribedPredicate.describe(
                  "what counts endpoints",
                  of ->
                      of.getPackageName().equals(ROOT + "proxy.traffic.inventory")
                          && Set.of("LoopInventory", "TemplateCounts", "EndpointCounts")
                              .contains(of.getSimpleName())))
          .or(
              DescribedPredicate.describe(
                  "the edge",
                  of ->
                      Set.of(
                              "EdgeVerticle",
                              "EdgeConnection",
                              "Http1Connection",
                              "Http1Requests",
                              "Http1ClientStream",
                              "Http2ClientStream",
                              "RequestGate",
                              "RequestTarget")
                          .contains(of.getSimpleName())));

  @ArchTest
  static void packagesUseOnlyWhatTheyMay(JavaClasses all) {
    MAY_USE.forEach((name, uses) -> usesOnly(name, uses).check(all));
  }

  private static ArchRule usesOnly(String name, List<String> uses) {
    String[] allowed =
        java.util.stream.Stream.concat(java.util.stream.Stream.of(name), uses.stream())
            .map(one -> ROOT + one + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(ROOT + name + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.figleaf..").and(not(resideInAnyPackage(allowed))))
        .as(name + " uses only " + uses)
        .allowEmptyShould(true);
  }

  @ArchTest
  static void everyPackageStandsInTheTable(JavaClasses all) {
    assertThat(all.stream().map(JavaClass::getPackageName).distinct())
        .allSatisfy(
            name ->
                assertThat(
                        name.equals(ROOT + "proxy")
                            || name.startsWith(ROOT + "proxy.cli")
                            || MAY_USE.keySet().stream()
                                .anyMatch(key -> (name + ".").startsWith(ROOT + key + ".")))
                    .as(name)
                    .isTrue());
  }

  @ArchTest
  static final ArchRule nobodyUsesTheWiring =
      noClasses()
          .that()
          .resideInAnyPackage(
              MAY_USE.keySet().stream().map(one -> ROOT + one + "..").toArray(String[]::new))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + "proxy", ROOT + "proxy.cli..");

  @ArchTest
  static final ArchRule packagesUseEachOtherWithoutCircles =
      SlicesRuleDefinition.slices().matching(ROOT + "proxy.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule upstreamsAreCalledOnlyThroughUpstream =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + "proxy.upstream..", ROOT + "proxy.cli..")
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "are clients of HTTP",
                  of ->
                      of.getPackageName().startsWith("io.vertx.core.http")
                          && of.getSimpleName().startsWith("HttpClient")));

  @ArchTest
  static final ArchRule sqlStandsOnlyInTheStore =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "proxy.store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.jdbi..", "com.zaxxer..");

  @ArchTest
  static final ArchRule breakersAndBulkheadsStandOnlyInUpstream =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "proxy.upstream..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.github.resilience4j..");

  @ArchTest
  static final ArchRule eventLoopsTouchNoFiles =
      noClasses()
          .that(ON_EVENT_LOOPS)
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "are files",
                  of ->
                      of.getName().equals("java.nio.file.Files")
                          || of.getName().equals("java.nio.channels.FileChannel")
                          || of.getName().startsWith("java.io.File")
                          || of.getName().equals("java.io.RandomAccessFile")));

  @ArchTest
  static final ArchRule eventLoopsWaitForNothing =
      noClasses()
          .that(ON_EVENT_LOOPS)
          .should()
          .accessTargetWhere(
              DescribedPredicate.describe("it blocks the thread", HouseTest::blocks));

  private static boolean blocks(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    String name = access.getName();
    return switch (owner) {
      case "java.lang.Thread" -> name.equals("sleep") || name.equals("join");
      case "io.vertx.core.Future" -> name.equals("await");
      case "java.util.concurrent.Future",
          "java.util.concurrent.CompletableFuture",
          "io.netty.util.concurrent.Future",
          "io.netty.channel.ChannelFuture" ->
          Set.of("get", "join", "await", "sync", "syncUninterruptibly", "awaitUninterruptibly")
              .contains(name);
      case "java.lang.Object" -> name.equals("wait");
      case "io.github.resilience4j.bulkhead.Bulkhead",
          "io.github.resilience4j.circuitbreaker.CircuitBreaker" ->
          Set.of("acquirePermission", "changeConfig").contains(name)
              || name.startsWith("decorate")
              || name.startsWith("execute");
      default ->
          (owner.startsWith("java.util.concurrent.") && Set.of("take", "await").contains(name))
              || (owner.startsWith("java.util.concurrent.locks.") && name.equals("lock"))
              || owner.equals("java.net.InetAddress") && name.startsWith("getBy");
    };
  }

  @ArchTest
  static final ArchRule nobodyPrintsButTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + "proxy.cli..", ROOT + "proxy.telemetry..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");
}
