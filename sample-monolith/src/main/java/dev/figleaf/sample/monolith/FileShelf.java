package dev.figleaf.sample.monolith;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** {@code /files}: downloads, whole or in ranges. Made once, at the start, always the same. */
final class FileShelf {
  private static final int MEBIBYTE = 1024 * 1024;

  private final Map<String, Answer> files;

  private FileShelf(Map<String, Answer> files) {
    this.files = files;
  }

  /** Makes the files out of the products. Blocks. */
  static FileShelf fill(Products products) {
    var all = products.all();
    var changed = all.stream().map(Product::updated).max(Comparator.naturalOrder()).orElseThrow();
    var files = new LinkedHashMap<String, Answer>();
    files.put("price-list.pdf", file("application/pdf", PriceList.pdf(all), changed));
    files.put("products.csv", file("text/csv; charset=UTF-8", csv(all), changed));
    files.put("catalog-scan.bin", file("application/octet-stream", noise(), changed));
    return new FileShelf(files);
  }

  void register(Web web) {
    web.get("/files", _ -> index());
    web.get("/files/:name", this::download);
  }

  private Answer index() {
    var rows =
        files.entrySet().stream()
            .map(
                file ->
                    Html.of(
                        """
                        <tr><td><a href="/files/{}">{}</a></td>\
                        <td class="n">{} bytes</td></tr>""",
                        file.getKey(),
                        file.getKey(),
                        file.getValue().body().length()));
    return Answer.html(200, Layout.page("Files", Html.of("<table>{}</table>", Html.join(rows))));
  }

  private Answer download(Call call) {
    var name = call.segment("name");
    var file = files.get(name);
    if (file == null) {
      throw HttpError.notFound();
    }
    return file.with("Content-Disposition", "attachment; filename=\"" + name + "\"");
  }

  private static Answer file(String type, Buffer content, Instant changed) {
    return Answer.of(200, type, content)
        .with("Accept-Ranges", "bytes")
        .with("Last-Modified", Times.rfc1123(changed))
        .with("Cache-Control", "max-age=3600")
        .tagged();
  }

  private static Buffer csv(List<Product> products) {
    var lines =
        products.stream()
            .map(p -> p.sku() + ";\"" + p.name().replace("\"", "\"\"") + "\";" + p.price())
            .collect(Collectors.joining("\r\n", "sku;name;price\r\n", "\r\n"));
    return Buffer.buffer(lines.getBytes(StandardCharsets.UTF_8));
  }

  private static Buffer noise() {
    var bytes = new byte[MEBIBYTE];
    new Random(MonolithOptions.SEED).nextBytes(bytes);
    return Buffer.buffer(bytes);
  }
}
