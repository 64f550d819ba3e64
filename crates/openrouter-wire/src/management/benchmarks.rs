//! `/benchmarks`: how models do in tests, from several sources. Any API key may ask.

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use crate::{Count, Extra, Method, Operation, open_enum::open_enum};

/// `GET /benchmarks`: the results.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Get {
    /// One source only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// One kind of task only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_type: Option<TaskType>,
    /// One test of `OpenRouter` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub benchmark_type: Option<BenchmarkType>,
    /// Whether tests of search say how they were run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_run_config: Option<bool>,
    /// Tests of search with one engine only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_engine: Option<String>,
    /// Tests of search by one way only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_surface: Option<SearchSurface>,
    /// One arena of Design Arena only; `models` if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arena: Option<Arena>,
    /// One category of Design Arena only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// How many results come; all if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<u64>,
}

impl Operation for Get {
    const ID: &'static str = "getBenchmarks";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/benchmarks";
    type Response = Response;
}

open_enum! {
    /// Whose tests they are.
    pub enum Source {
        /// Artificial Analysis.
        ArtificialAnalysis = "artificial-analysis",
        /// Design Arena.
        DesignArena = "design-arena",
        /// `OpenRouter`.
        OpenRouter = "openrouter",
    }
}

open_enum! {
    /// Kinds of task.
    pub enum TaskType {
        /// Writing programs.
        Coding = "coding",
        /// Knowing and thinking.
        Intelligence = "intelligence",
        /// Acting with tools.
        Agentic = "agentic",
        /// Finding things out.
        Search = "search",
    }
}

open_enum! {
    /// The tests of `OpenRouter`.
    pub enum BenchmarkType {
        /// GPQA Diamond.
        GpqaDiamond = "gpqa_diamond",
        /// The airline part of tau-bench.
        TauBenchVerifiedAirline = "tau_bench_verified_airline",
        /// `BrowseComp`.
        SearchBrowsecomp = "search_browsecomp",
        /// Humanity's Last Exam, with search.
        SearchHle = "search_hle",
        /// DSQA.
        SearchDsqa = "search_dsqa",
        /// `WideSearch`.
        SearchWidesearch = "search_widesearch",
    }
}

open_enum! {
    /// How a request searches.
    pub enum SearchSurface {
        /// By a tool that the service runs.
        ServerTool = "server-tool",
        /// By a plugin.
        Plugin = "plugin",
    }
}

open_enum! {
    /// What competes.
    pub enum Arena {
        /// Models.
        Models = "models",
        /// Builders of applications.
        Builders = "builders",
        /// Agents.
        Agents = "agents",
    }
}

/// The reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The results.
    pub data: Vec<Benchmark>,
    /// About them.
    pub meta: Meta,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The result of a model, told apart by `source`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "source")]
pub enum Benchmark {
    /// Of Artificial Analysis.
    #[serde(rename = "artificial-analysis")]
    ArtificialAnalysis(Box<ArtificialAnalysis>),
    /// Of Design Arena.
    #[serde(rename = "design-arena")]
    DesignArena(Box<DesignArena>),
    /// Of `OpenRouter`.
    #[serde(rename = "openrouter")]
    OpenRouter(OpenRouterBenchmark),
    /// Of somebody else, or of another shape.
    #[serde(untagged)]
    Other(Value),
}

/// A test of `OpenRouter`: those of search have a score of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OpenRouterBenchmark {
    /// Of search.
    Search(Box<SearchResult>),
    /// Of anything else.
    Accuracy(Box<AccuracyResult>),
}

/// The indexes of Artificial Analysis; higher is better.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArtificialAnalysis {
    /// The model.
    pub model_permaslug: String,
    /// The model's name there.
    pub display_name: String,
    /// Knowing and thinking.
    pub intelligence_index: Option<Number>,
    /// Writing programs.
    pub coding_index: Option<Number>,
    /// Acting with tools.
    pub agentic_index: Option<Number>,
    /// What the model costs; none if that is not known.
    pub pricing: Option<Prices>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a token costs, in US dollars.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prices {
    /// In the prompt, as a decimal.
    pub prompt: String,
    /// In the answer, as a decimal.
    pub completion: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A ranking of Design Arena.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DesignArena {
    /// The model, or Design Arena's id of one that the service does not have.
    pub model_permaslug: String,
    /// The model's name there.
    pub display_name: String,
    /// The arena.
    pub arena: String,
    /// The category.
    pub category: String,
    /// The rating; higher is better.
    pub elo: Number,
    /// How many comparisons it won, of 100.
    pub win_rate: Number,
    /// How long an answer takes, in milliseconds.
    pub avg_generation_time_ms: Option<Number>,
    /// Its places in tournaments.
    pub tournament_stats: Placements,
    /// What the model costs; none if that is not known.
    pub pricing: Option<Prices>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How often a model had a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placements {
    /// The first.
    pub first_place: Option<Count>,
    /// The second.
    pub second_place: Option<Count>,
    /// The third.
    pub third_place: Option<Count>,
    /// The fourth.
    pub fourth_place: Option<Count>,
    /// How many tournaments there were.
    pub total: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How many tasks were done right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccuracyResult {
    /// The model.
    pub model_permaslug: String,
    /// The model's name.
    pub display_name: String,
    /// The test.
    pub benchmark_type: BenchmarkType,
    /// The share of tasks that were done right.
    pub accuracy: Number,
    /// The standard deviation over several runs; none for one.
    pub accuracy_stddev: Option<Number>,
    /// What a task cost, in US dollars.
    pub avg_cost_per_task: Option<Number>,
    /// How many tasks there were.
    pub total_tasks: Count,
    /// When it was last run.
    pub last_run_timestamp: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How well things were found out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchResult {
    /// The model.
    pub model_permaslug: String,
    /// The model's name.
    pub display_name: String,
    /// The test.
    pub benchmark_type: BenchmarkType,
    /// What the score is.
    pub primary_metric: PrimaryMetric,
    /// The score, 0 to 1; higher is better.
    pub primary_score: Number,
    /// The engine.
    pub search_engine: String,
    /// How requests searched.
    pub search_surface: SearchSurface,
    /// What a task cost, in US dollars.
    pub avg_cost_per_task: Option<Number>,
    /// How long a task took, in milliseconds.
    pub avg_latency_per_task_ms: Option<Number>,
    /// How many tasks there were.
    pub total_tasks: Count,
    /// When it was last run.
    pub last_run_timestamp: String,
    /// How it was run, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_config: Option<RunConfig>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// What a score is.
    pub enum PrimaryMetric {
        /// The share of tasks that were done right.
        Accuracy = "accuracy",
        /// The mean of precision and recall, by item.
        F1ByItem = "f1_by_item",
    }
}

/// How a test was run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunConfig {
    /// How many turns the model had; none for plugins.
    pub max_agent_turns: Option<Count>,
    /// How much it thought.
    pub reasoning_effort: Option<String>,
    /// Its temperature.
    pub temperature: Option<Number>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// About the results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// The source that was asked for; none is all.
    pub source: Option<Source>,
    /// Where they are from; none if from several places.
    pub source_url: Option<String>,
    /// What must be said by those who publish them; none if it differs by source.
    pub citation: Option<String>,
    /// The kind of task that was asked for; none is all.
    pub task_type: Option<String>,
    /// How many models there are.
    pub model_count: Count,
    /// When they were last updated, as an ISO 8601 time.
    pub as_of: String,
    /// The version of the dataset: `v1`.
    pub version: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn results_of_search_have_a_score_of_their_own() {
        let search = json!({
            "source": "openrouter", "model_permaslug": "acme/quill-2", "display_name": "Quill",
            "benchmark_type": "search_hle", "primary_metric": "accuracy", "primary_score": 0.5,
            "search_engine": "exa", "search_surface": "plugin", "avg_cost_per_task": null,
            "avg_latency_per_task_ms": 10, "total_tasks": 3, "last_run_timestamp": "2026-01-01",
        });
        let accuracy = json!({
            "source": "openrouter", "model_permaslug": "acme/quill-2", "display_name": "Quill",
            "benchmark_type": "gpqa_diamond", "accuracy": 0.5, "accuracy_stddev": null,
            "avg_cost_per_task": 0.1, "total_tasks": 3, "last_run_timestamp": "2026-01-01",
        });
        for (json, is_search) in [(search, true), (accuracy, false)] {
            let result: Benchmark = serde_json::from_value(json.clone()).unwrap();
            let Benchmark::OpenRouter(result_of_ours) = &result else { panic!("{result:?}") };
            assert_eq!(matches!(result_of_ours, OpenRouterBenchmark::Search(_)), is_search);
            assert_eq!(serde_json::to_value(&result).unwrap(), json);
        }
        let other = json!({"source": "openrouter", "benchmark_type": "new"});
        let result: Benchmark = serde_json::from_value(other.clone()).unwrap();
        assert_eq!(result, Benchmark::Other(other));
    }
}
