//! Which application asks: the headers by which the service lists it in its rankings.

use crate::{
    CommaSeparated,
    headers::{CATEGORIES, HTTP_REFERER, TITLE, TITLE_LEGACY},
    open_enum::open_enum,
};

/// Which application asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct App {
    /// Its address, which is what counts: a title alone names nobody.
    pub url: Option<String>,
    /// Its name. Needed beside an address on localhost.
    pub title: Option<String>,
    /// What it is: two a request, and ten in all. The service drops those it does not know.
    pub categories: CommaSeparated<Category>,
}

impl App {
    /// Creates an application without categories.
    pub fn new(url: impl Into<String>, title: impl Into<String>) -> Self {
        Self { url: Some(url.into()), title: Some(title.into()), ..Self::default() }
    }

    /// Returns the headers of a request that say so.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let Self { url, title, categories } = self;
        let categories = (!categories.0.is_empty()).then(|| categories.to_string());
        [(HTTP_REFERER, url.clone()), (TITLE, title.clone()), (CATEGORIES, categories)]
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }

    /// Reads the headers of a request. `header` returns the value of the one with a name.
    pub fn read<'a>(header: impl Fn(&str) -> Option<&'a str>) -> Self {
        let categories = header(CATEGORIES).unwrap_or_default().split(',').map(str::trim);
        Self {
            url: header(HTTP_REFERER).map(str::to_owned),
            title: header(TITLE).or_else(|| header(TITLE_LEGACY)).map(str::to_owned),
            categories: categories.filter(|name| !name.is_empty()).map(Category::from).collect(),
        }
    }
}

open_enum! {
    /// What an application is. Lower-case letters and hyphens, 30 at most.
    pub enum Category {
        /// An agent in a terminal.
        CliAgent = "cli-agent",
        /// A part of an editor.
        IdeExtension = "ide-extension",
        /// An agent on a server.
        CloudAgent = "cloud-agent",
        /// An application for programming.
        ProgrammingApp = "programming-app",
        /// A maker of native applications.
        NativeAppBuilder = "native-app-builder",
        /// Writing of fiction.
        CreativeWriting = "creative-writing",
        /// Making of videos.
        VideoGen = "video-gen",
        /// Making of images.
        ImageGen = "image-gen",
        /// Making of sound.
        AudioGen = "audio-gen",
        /// Help with writing.
        WritingAssistant = "writing-assistant",
        /// Chat about anything.
        GeneralChat = "general-chat",
        /// An agent for one person's affairs.
        PersonalAgent = "personal-agent",
        /// Law.
        Legal = "legal",
        /// Playing parts.
        Roleplay = "roleplay",
        /// A game.
        Game = "game",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn read(pairs: &[(&'static str, &str)]) -> App {
        App::read(|name| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| *value))
    }

    #[test]
    fn an_application_survives_its_headers() {
        let mut app = App::new("https://app.example", "App");
        app.categories = CommaSeparated(vec![Category::CliAgent, Category::from("gardening")]);
        let pairs = app.pairs();
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(
            pairs,
            [
                ("http-referer", "https://app.example"),
                ("x-openrouter-title", "App"),
                ("x-openrouter-categories", "cli-agent,gardening"),
            ]
        );
        assert_eq!(read(&pairs), app);
    }

    #[test]
    fn nothing_is_said_of_nobody() {
        assert_eq!(App::default().pairs(), []);
        assert_eq!(read(&[]), App::default());
    }

    #[test]
    fn the_older_name_of_the_title_is_understood() {
        assert_eq!(read(&[("x-title", "Old")]).title.as_deref(), Some("Old"));
        let both = [("x-title", "Old"), ("x-openrouter-title", "New")];
        assert_eq!(read(&both).title.as_deref(), Some("New"));
    }
}
