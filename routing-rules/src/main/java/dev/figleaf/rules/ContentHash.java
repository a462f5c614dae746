package dev.figleaf.rules;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;

/** The fingerprint of a rule set: SHA-256 over names and contents, each with its length. */
final class ContentHash {
  private final MessageDigest digest;

  private ContentHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static String of(RuleSources sources, Map<Path, byte[]> referenced) {
    var hash = new ContentHash();
    sources.files().forEach(file -> hash.add(file.name(), file.bytes()));
    sources.problems().forEach(problem -> hash.add(problem.toString(), new byte[0]));
    referenced.forEach((path, bytes) -> hash.add(path.toString(), bytes));
    return HexFormat.of().formatHex(hash.digest.digest());
  }

  static String of(SortedMap<String, byte[]> files) {
    var hash = new ContentHash();
    files.forEach(hash::add);
    return HexFormat.of().formatHex(hash.digest.digest());
  }

  private void add(String name, byte[] bytes) {
    addBytes(name.getBytes(StandardCharsets.UTF_8));
    addBytes(bytes);
  }

  // Lengths keep the end of one part from passing as the beginning of the next.
  private void addBytes(byte[] bytes) {
    digest.update(ByteBuffer.allocate(8).putLong(bytes.length).array());
    digest.update(bytes);
  }
}
