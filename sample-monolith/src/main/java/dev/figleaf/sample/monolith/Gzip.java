package dev.figleaf.sample.monolith;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Compression of text for who asks for it; the same bytes each time (RFC 9110 §8.4.1.3). */
final class Gzip {
  private static final int WORTH_IT = 512;
  private static final Pattern REFUSED = Pattern.compile(";\\s*q=0(\\.0{1,3})?\\s*$");

  private Gzip() {}

  static Answer apply(MultiMap request, Answer answer) {
    if (answer.body().length() < WORTH_IT || !compressible(answer)) {
      return answer;
    }
    var varying = answer.with("Vary", "Accept-Encoding");
    return asked(request.get("Accept-Encoding")) ? compressed(varying) : varying;
  }

  private static boolean compressible(Answer answer) {
    var type = answer.header("Content-Type").orElse("");
    var text = type.startsWith("text/") || type.contains("json") || type.contains("xml");
    return text && answer.header("Accept-Ranges").isEmpty();
  }

  private static boolean asked(@Nullable String acceptEncoding) {
    return acceptEncoding != null
        && Arrays.stream(acceptEncoding.split(","))
            .map(String::strip)
            .filter(coding -> coding.equals("gzip") || coding.startsWith("gzip;"))
            .anyMatch(coding -> !REFUSED.matcher(coding).find());
  }

  private static Answer compressed(Answer answer) {
    // Another representation needs another strong validator (RFC 9110 §8.8.3.3).
    var retagged =
        answer
            .header("ETag")
            .map(tag -> answer.without("ETag").with("ETag", tag.replaceFirst("\"$", "-gzip\"")))
            .orElse(answer);
    return new Answer(answer.status(), deflate(answer.body()), retagged.headers())
        .with("Content-Encoding", "gzip");
  }

  private static Buffer deflate(Buffer body) {
    var bytes = new ByteArrayOutputStream(body.length() / 2);
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body.getBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Buffer.buffer(bytes.toByteArray());
  }
}
