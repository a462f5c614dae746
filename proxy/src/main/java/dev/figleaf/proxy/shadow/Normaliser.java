package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.json.JsonReader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Brings bodies into the form in which they are compared; never fails. Safe to share. */
final class Normaliser {
  private Normaliser() {}

  /** The body, and why it was not read as what it says that it is. */
  record Normal(NormalBody body, Optional<Unread> reason) {
    static Normal of(NormalBody body) {
      return new Normal(body, Optional.empty());
    }

    static Normal of(NormalBody body, Unread reason) {
      return new Normal(body, Optional.of(reason));
    }
  }

  static Normal normalise(Answer answer) {
    List<String> codings = ContentCoding.of(answer.headers());
    return switch (answer.body()) {
      case CapturedBody.Hashed(long length, long hash) ->
          Normal.of(
              new NormalBody.Bytes(length, hash, String.join(", ", codings)), Unread.TRUNCATED);
      case CapturedBody.BrokenOff _ -> unknown(Unread.BROKEN_OFF);
      case CapturedBody.Whole(byte[] bytes) when bytes.length == 0 ->
          Normal.of(new NormalBody.Empty());
      case CapturedBody.Whole(byte[] bytes) -> decoded(bytes, codings, answer.headers());
    };
  }

  private static Normal unknown(Unread reason) {
    return Normal.of(new NormalBody.Unknown(reason), reason);
  }

  private static Normal decoded(byte[] bytes, List<String> codings, List<HeaderField> headers) {
    return switch (ContentCoding.decode(bytes, codings)) {
      case ContentCoding.Decoded.Failed(Unread reason) ->
          Normal.of(hashed(bytes, String.join(", ", codings)), reason);
      case ContentCoding.Decoded.Bytes(byte[] plain) when plain.length == 0 ->
          Normal.of(new NormalBody.Empty());
      case ContentCoding.Decoded.Bytes(byte[] plain) -> typed(plain, mediaType(headers));
    };
  }

  static MediaType mediaType(List<HeaderField> headers) {
    return HeaderField.values(headers, "content-type").stream()
        .findFirst()
        .map(MediaType::parse)
        .orElse(MediaType.NONE);
  }

  static Normal typed(byte[] bytes, MediaType type) {
    return switch (type == MediaType.NONE ? guess(bytes) : type.kind()) {
      case JSON -> json(bytes, type);
      case XML ->
          XmlReader.read(bytes, type.charset())
              .map(root -> Normal.of(new NormalBody.Markup(BodyKind.XML, root)))
              .orElseGet(() -> text(bytes, type, Optional.of(Unread.NOT_XML)));
      case HTML ->
          HtmlReader.read(bytes, type.charset())
              .map(root -> Normal.of(new NormalBody.Markup(BodyKind.HTML, root)))
              .orElseGet(() -> Normal.of(hashed(bytes, ""), Unread.NOT_HTML));
      case TEXT -> text(bytes, type, Optional.empty());
      case BYTES, NONE -> Normal.of(hashed(bytes, ""));
    };
  }

  // Some services say nothing; a body that begins like JSON and is JSON is compared as that.
  private static BodyKind guess(byte[] bytes) {
    for (byte one : bytes) {
      if (one == '{' || one == '[') {
        return BodyKind.JSON;
      }
      if (one != ' ' && one != '\t' && one != '\r' && one != '\n') {
        return BodyKind.BYTES;
      }
    }
    return BodyKind.BYTES;
  }

  private static Normal json(byte[] bytes, MediaType type) {
    return BodyText.of(bytes, type.charset())
        .flatMap(JsonReader::read)
        .map(root -> Normal.of(new NormalBody.Json(root)))
        .orElseGet(() -> text(bytes, type, Optional.of(Unread.NOT_JSON)));
  }

  private static Normal text(byte[] bytes, MediaType type, Optional<Unread> reason) {
    return BodyText.of(bytes, type.charset())
        .map(text -> new Normal(new NormalBody.Text(text.lines().toList()), reason))
        .orElseGet(() -> Normal.of(hashed(bytes, ""), reason.orElse(Unread.NOT_TEXT)));
  }

  private static NormalBody hashed(byte[] bytes, String coding) {
    var capture = new BodyCapture(0);
    capture.add(ByteBuffer.wrap(bytes));
    return capture.end() instanceof CapturedBody.Hashed(long length, long hash)
        ? new NormalBody.Bytes(length, hash, coding)
        : new NormalBody.Empty();
  }
}
