//! To look for models.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::{
    Category, ListResponse, Model, OutputModalities, Parameter, Region, Sort, query::number,
};
use crate::{Access, Binary, CommaSeparated, Method, Modality, Operation, PagedOperation};

/// `GET /models`: the models that fit, all of them unless a page is asked for.
///
/// What is left out does not restrict the list, but for `output_modalities`, which is `text` then.
/// Prices are in US dollars for a million tokens, a million times those of
/// [`Pricing`](super::Pricing).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// How many models are passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// How many models a page has, up to 1000; 500 if only `offset` is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// Text in the name or the id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Which models come first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<Sort>,
    /// What they are used for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// Parameters that they heed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supported_parameters: Option<CommaSeparated<Parameter>>,
    /// What they read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_modalities: Option<CommaSeparated<Modality>>,
    /// What they write.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_modalities: Option<OutputModalities>,
    /// The least room for tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<u64>,
    /// The family, such as `Claude`; see [`Tokenizer`](super::Tokenizer).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arch: Option<String>,
    /// Who made them, by slug.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_authors: Option<CommaSeparated<String>>,
    /// Which upstreams offer them, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub providers: Option<CommaSeparated<String>>,
    /// Whether their output may be used for training.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distillable: Option<bool>,
    /// Those that some upstream serves without keeping data. Only `true` means something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zdr: Option<bool>,
    /// Where some upstream serves them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// The lowest price of the prompt.
    #[serde(default, deserialize_with = "number", skip_serializing_if = "Option::is_none")]
    pub min_price: Option<Number>,
    /// The highest price of the prompt.
    #[serde(default, deserialize_with = "number", skip_serializing_if = "Option::is_none")]
    pub max_price: Option<Number>,
    /// The lowest price of the answer.
    #[serde(default, deserialize_with = "number", skip_serializing_if = "Option::is_none")]
    pub min_output_price: Option<Number>,
    /// The highest price of the answer.
    #[serde(default, deserialize_with = "number", skip_serializing_if = "Option::is_none")]
    pub max_output_price: Option<Number>,
    /// The least days since they were made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_age_days: Option<u64>,
    /// The most days since they were made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age_days: Option<u64>,
    /// The least [intelligence](super::ArtificialAnalysis::intelligence_index).
    #[serde(default, deserialize_with = "number", skip_serializing_if = "Option::is_none")]
    pub min_intelligence_index: Option<Number>,
    /// The most intelligence.
    #[serde(default, deserialize_with = "number", skip_serializing_if = "Option::is_none")]
    pub max_intelligence_index: Option<Number>,
    /// The least skill in [programming](super::ArtificialAnalysis::coding_index).
    #[serde(default, deserialize_with = "number", skip_serializing_if = "Option::is_none")]
    pub min_coding_index: Option<Number>,
    /// The most skill in programming.
    #[serde(default, deserialize_with = "number", skip_serializing_if = "Option::is_none")]
    pub max_coding_index: Option<Number>,
    /// The least skill as an [agent](super::ArtificialAnalysis::agentic_index).
    #[serde(default, deserialize_with = "number", skip_serializing_if = "Option::is_none")]
    pub min_agentic_index: Option<Number>,
    /// The most skill as an agent.
    #[serde(default, deserialize_with = "number", skip_serializing_if = "Option::is_none")]
    pub max_agentic_index: Option<Number>,
    /// The least part, 0 to 1, of requests with tools that end in a call of one.
    #[serde(default, deserialize_with = "number", skip_serializing_if = "Option::is_none")]
    pub min_tool_success_rate: Option<Number>,
    /// The greatest part, 0 to 1, of requests with tools that end in a call of one.
    #[serde(default, deserialize_with = "number", skip_serializing_if = "Option::is_none")]
    pub max_tool_success_rate: Option<Number>,
}

impl Operation for List {
    const ID: &'static str = "getModels";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/models";
    const ACCESS: Access = Access::Public;
    type Response = ListResponse;
}

impl PagedOperation for List {
    type Item = Model;

    fn next(&self, page: &ListResponse) -> Option<Self> {
        let offset = page.next_offset(self.offset)?;
        Some(Self { offset: Some(offset), ..self.clone() })
    }

    /// Rows that could not be read are left out.
    fn items(page: ListResponse) -> Vec<Model> {
        page.into_models().collect()
    }
}

/// `GET /models` as a feed: the models that fit as RSS 2.0, which the application reads itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// Always true: without it there is no feed.
    pub use_rss: bool,
    /// Whether entries lead to a chat with the model, and not to its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub use_rss_chat_links: Option<bool>,
    /// Which models are meant.
    #[serde(flatten)]
    pub models: List,
}

impl Feed {
    /// Creates a question for a feed of these models.
    pub fn new(models: List) -> Self {
        Self { use_rss: true, use_rss_chat_links: None, models }
    }
}

impl Default for Feed {
    fn default() -> Self {
        Self::new(List::default())
    }
}

impl Operation for Feed {
    const ID: &'static str = List::ID;
    const METHOD: Method = List::METHOD;
    const PATH: &'static str = List::PATH;
    const ACCESS: Access = List::ACCESS;
    type Response = Binary;
}

/// `GET /models/user`: the models that the settings of the account allow, its privacy and its
/// guardrails. By a regional address, those that are served in the region.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListUser {
    /// How many models are passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// How many models a page has, up to 1000; 500 if only `offset` is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

impl Operation for ListUser {
    const ID: &'static str = "listModelsUser";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/models/user";
    type Response = ListResponse;
}

impl PagedOperation for ListUser {
    type Item = Model;

    fn next(&self, page: &ListResponse) -> Option<Self> {
        Some(Self { offset: Some(page.next_offset(self.offset)?), limit: self.limit })
    }

    fn items(page: ListResponse) -> Vec<Model> {
        page.into_models().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUERY: &str = "offset=500&limit=100&q=quill&sort=newest&category=marketing%2Fseo\
        &supported_parameters=tools%2Creasoning&input_modalities=text%2Cimage\
        &output_modalities=text%2Caudio&context=128000&arch=Claude&model_authors=acme%2Cbell\
        &providers=Acme+Cloud&distillable=false&zdr=true&region=eu&min_price=0.1&max_price=10\
        &min_output_price=0&max_output_price=2.5&min_age_days=1&max_age_days=365\
        &min_intelligence_index=10.5&max_intelligence_index=60&min_coding_index=1\
        &max_coding_index=2&min_agentic_index=3&max_agentic_index=4\
        &min_tool_success_rate=0.9&max_tool_success_rate=1";

    #[test]
    fn every_condition_is_in_the_query_and_read_from_it() {
        let list: List = serde_urlencoded::from_str(QUERY).unwrap();
        assert_eq!(list.query().unwrap(), QUERY);
        assert_eq!(list.category, Some(Category::MarketingSeo));
        assert_eq!(list.output_modalities, Some([Modality::Text, Modality::Audio].into()));
        assert_eq!(list.max_output_price.as_ref().and_then(Number::as_f64), Some(2.5));

        let json = serde_json::to_value(&list).unwrap();
        assert_eq!(json.as_object().unwrap().len(), 29);
        assert_eq!(serde_json::from_value::<List>(json).unwrap(), list);
    }

    #[test]
    fn what_is_left_out_is_not_in_the_query() {
        assert_eq!(List::default().query().unwrap(), "");
        assert_eq!(List::default().path().unwrap(), "/models");
        let all = List { output_modalities: Some(OutputModalities::ALL), ..List::default() };
        assert_eq!(all.query().unwrap(), "output_modalities=all");
        assert_eq!(serde_urlencoded::from_str::<List>("output_modalities=all").unwrap(), all);
    }

    #[test]
    fn what_is_no_number_is_refused() {
        assert!(serde_urlencoded::from_str::<List>("min_price=cheap").is_err());
        assert!(serde_json::from_str::<List>(r#"{"min_price":null}"#).unwrap().min_price.is_none());
    }

    #[test]
    fn a_feed_is_of_the_same_models() {
        let models = List { region: Some(Region::Us), ..List::default() };
        let feed = Feed { use_rss_chat_links: Some(true), ..Feed::new(models) };
        assert_eq!(feed.query().unwrap(), "use_rss=true&use_rss_chat_links=true&region=us");
        assert_eq!(Feed::default().query().unwrap(), "use_rss=true");
    }

    #[test]
    fn the_next_page_has_the_same_conditions() {
        let page = |next: &str| -> ListResponse {
            let json =
                format!(r#"{{"data":[{{"id":"a"}},{{"id":"b"}}],"links":{{"next":{next}}}}}"#);
            serde_json::from_str(&json).unwrap()
        };
        let list = List { region: Some(Region::Us), limit: Some(2), ..List::default() };
        let next = list.next(&page(r#""/api/v1/models?limit=2&offset=2""#)).unwrap();
        assert_eq!(next, List { offset: Some(2), ..list });
        assert_eq!(next.next(&page("null")), None);
        let user = ListUser { offset: Some(2), limit: Some(2) };
        let next = user.next(&page(r#""?offset=4""#));
        assert_eq!(next, Some(ListUser { offset: Some(4), limit: Some(2) }));
        assert_eq!(ListUser::items(page("null")).len(), 2);
    }
}
