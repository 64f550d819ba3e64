//! The list of models as an RSS feed.

use std::fmt::Write as _;

use openrouter_wire::models::Model;

/// Where the entries of a feed lead.
#[derive(Clone, Copy, Debug)]
pub(super) enum Link {
    /// To the page of the model.
    Page,
    /// To a chat with it.
    Chat,
}

/// Writes the feed.
pub(super) fn write(models: &[&Model], link: Link) -> String {
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel>\
                   <title>OpenRouter Models</title><link>https://openrouter.ai/models</link>\
                   <description>Models of the simulator</description>"
        .to_owned();
    for model in models {
        let id = escaped(&model.id);
        let title = escaped(model.name.as_deref().unwrap_or(&model.id));
        let description = escaped(model.description.as_deref().unwrap_or_default());
        let link = match link {
            Link::Page => format!("https://openrouter.ai/{id}"),
            Link::Chat => format!("https://openrouter.ai/chat?models={id}"),
        };
        // Writing to a string cannot fail.
        let _ = write!(
            xml,
            "<item><title>{title}</title><link>{link}</link><guid isPermaLink=\"false\">{id}\
             </guid><description>{description}</description></item>"
        );
    }
    xml.push_str("</channel></rss>\n");
    xml
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_would_read_is_escaped() {
        let model = Model { id: "a/<b>".to_owned(), ..Model::default() };
        let xml = write(&[&model], Link::Chat);
        assert!(xml.contains("<link>https://openrouter.ai/chat?models=a/&lt;b&gt;</link>"));
        assert!(!xml.contains("<b>"));
    }
}
