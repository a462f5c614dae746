package dev.figleaf.sample.monolith;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The price list as a PDF 1.4 of plain text lines, small enough to be written by hand. */
final class PriceList {
  private static final int LINES = 60;
  private static final Charset WIN_ANSI = Charset.forName("windows-1252");

  private final Buffer out = Buffer.buffer();
  private final List<Integer> offsets = new ArrayList<>();

  private PriceList() {}

  static Buffer pdf(List<Product> products) {
    return new PriceList().write(products);
  }

  private Buffer write(List<Product> products) {
    var pages = (products.size() + LINES - 1) / LINES;
    put("%PDF-1.4\n");
    object("<< /Type /Catalog /Pages 2 0 R >>");
    var kids =
        IntStream.range(0, pages)
            .mapToObj(i -> (4 + 2 * i) + " 0 R")
            .collect(Collectors.joining(" "));
    object("<< /Type /Pages /Count " + pages + " /Kids [" + kids + "] >>");
    object("<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>");
    for (var i = 0; i < pages; i++) {
      page(products.subList(i * LINES, Math.min(products.size(), (i + 1) * LINES)));
    }
    return end();
  }

  private void page(List<Product> products) {
    var content = offsets.size() + 2;
    object(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents "
            + content
            + " 0 R /Resources << /Font << /F 3 0 R >> >> >>");
    var text =
        products.stream()
            .map(PriceList::line)
            .collect(Collectors.joining("\n", "BT /F 9 Tf 12 TL 50 790 Td\n", "\nET"));
    object("<< /Length " + text.getBytes(WIN_ANSI).length + " >>\nstream\n" + text + "\nendstream");
  }

  private static String line(Product p) {
    var text = String.format(Locale.ROOT, "%-12s%-58s%10s EUR", p.sku(), p.name(), p.price());
    return "(" + text.replaceAll("([\\\\()])", "\\\\$1") + ") '";
  }

  private Buffer end() {
    var start = out.length();
    put("xref\n0 " + (offsets.size() + 1) + "\n0000000000 65535 f \n");
    offsets.forEach(offset -> put(String.format(Locale.ROOT, "%010d 00000 n \n", offset)));
    put(
        "trailer\n<< /Size "
            + (offsets.size() + 1)
            + " /Root 1 0 R >>\nstartxref\n"
            + start
            + "\n%%EOF\n");
    return out;
  }

  private void object(String content) {
    offsets.add(out.length());
    put(offsets.size() + " 0 obj\n" + content + "\nendobj\n");
  }

  private void put(String text) {
    out.appendBytes(text.getBytes(WIN_ANSI));
  }
}
