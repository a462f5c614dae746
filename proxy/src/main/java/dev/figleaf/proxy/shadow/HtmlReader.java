package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.shadow.MarkupNode.Element;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/**
 * Reads HTML as a browser does, whatever it looks like: elements, attributes in any order, and
 * text. Safe to share.
 */
final class HtmlReader {
  /** HTML over this is compared by hash: mending broken HTML costs more than its length. */
  static final int LARGEST = 1 << 20;

  private int count;

  private HtmlReader() {}

  /** Empty when the bytes pass a bound. */
  static Optional<Element> read(byte[] bytes, Optional<Charset> charset) {
    if (bytes.length > LARGEST) {
      return Optional.empty();
    }
    try {
      var page =
          Jsoup.parse(new ByteArrayInputStream(bytes), charset.map(Charset::name).orElse(null), "");
      return new HtmlReader().element(page, 0).map(HtmlReader::withoutDocument);
    } catch (IOException | RuntimeException _) {
      return Optional.empty();
    }
  }

  // The document itself is no element; its one element is.
  private static Element withoutDocument(Element document) {
    return document.children().stream()
        .filter(Element.class::isInstance)
        .map(Element.class::cast)
        .findFirst()
        .orElse(document);
  }

  private Optional<Element> element(org.jsoup.nodes.Element from, int depth) {
    if (depth > MarkupNode.DEEPEST) {
      return Optional.empty();
    }
    var attributes = new TreeMap<String, String>();
    for (Attribute attribute : from.attributes()) {
      attributes.put(attribute.getKey(), attribute.getValue());
    }
    var children = new ArrayList<MarkupNode>();
    for (Node child : from.childNodes()) {
      if (!add(child, children, depth)) {
        return Optional.empty();
      }
    }
    return Optional.of(new Element(from.normalName(), "", attributes, children));
  }

  private boolean add(Node child, List<MarkupNode> children, int depth) {
    if (++count > MarkupNode.LARGEST) {
      return false;
    }
    return switch (child) {
      case org.jsoup.nodes.Element element -> {
        Optional<Element> read = element(element, depth + 1);
        read.ifPresent(children::add);
        yield read.isPresent();
      }
      case TextNode text -> {
        MarkupNode.Text.addTo(children, text.getWholeText());
        yield true;
      }
      case DataNode data -> {
        MarkupNode.Text.addTo(children, data.getWholeData());
        yield true;
      }
      default -> true; // comments and the document type mean nothing
    };
  }
}
