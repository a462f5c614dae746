package dev.figleaf.routing;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Upstreams and the shares of all clients that they serve, as borders between unsigned 64-bit
 * hashes.
 *
 * <p>The borders are exact: a hash {@code h} is under the border of {@code k} of {@code n} when
 * {@code h / 2^64 < k / n}. A share of nothing serves nobody, a share of everything serves all.
 */
final class Shares {
  private static final BigInteger HASHES = BigInteger.TWO.pow(64);

  private final List<String> upstreams;
  private final List<BigDecimal> percents;
  private final long[] borders;

  /**
   * Shares by weight, in the order of the map.
   *
   * @throws IllegalArgumentException when all weights are zero
   */
  Shares(Map<String, Integer> weights) {
    var served = weights.entrySet().stream().filter(entry -> entry.getValue() > 0).toList();
    if (served.isEmpty()) {
      throw new IllegalArgumentException("all weights are zero: " + weights);
    }
    upstreams = served.stream().map(Map.Entry::getKey).toList();
    long total = served.stream().mapToLong(Map.Entry::getValue).sum();
    percents = served.stream().map(entry -> percent(entry.getValue(), total)).toList();
    // The last one has no border: what is over all borders is its own.
    var lower = new ArrayList<Long>();
    long sum = 0;
    for (var entry : served.subList(0, served.size() - 1)) {
      sum += entry.getValue();
      lower.add(border(sum, total));
    }
    borders = lower.stream().mapToLong(Long::longValue).toArray();
  }

  private static long border(long part, long total) {
    return ceil(new BigDecimal(HASHES.multiply(BigInteger.valueOf(part))), total);
  }

  private static long ceil(BigDecimal number, long divisor) {
    return number
        .divide(BigDecimal.valueOf(divisor), 0, RoundingMode.CEILING)
        .toBigInteger()
        .longValue();
  }

  private static BigDecimal percent(long part, long total) {
    return BigDecimal.valueOf(part * 100)
        .divide(BigDecimal.valueOf(total), 3, RoundingMode.HALF_UP)
        .stripTrailingZeros();
  }

  /**
   * The first hash that is not under a draw, read as the decimal number that it was written as: a
   * draw of 0.3 is not under 30%, although the double is.
   */
  static long hashOf(double draw) {
    if (!(draw >= 0 && draw < 1)) {
      throw new IllegalArgumentException("a draw is from 0 inclusive to 1 exclusive: " + draw);
    }
    return ceil(BigDecimal.valueOf(draw).multiply(new BigDecimal(HASHES)), 1);
  }

  /** Whether one upstream serves everybody. */
  boolean isFixed() {
    return borders.length == 0;
  }

  String upstream(long hash) {
    int index = 0;
    while (index < borders.length && Long.compareUnsigned(hash, borders[index]) >= 0) {
      index++;
    }
    return upstreams.get(index);
  }

  /** Those that serve anybody at all. */
  List<String> upstreams() {
    return upstreams;
  }

  /** {@code 20% catalog, 80% monolith}. */
  @Override
  public String toString() {
    return IntStream.range(0, upstreams.size())
        .mapToObj(i -> percents.get(i).toPlainString() + "% " + upstreams.get(i))
        .collect(Collectors.joining(", "));
  }
}
