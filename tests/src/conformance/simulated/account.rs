//! The catalogue, and what the account keeps.

use serde_json::{Value, json};

use super::{Call, Driver};

pub(super) async fn drive(driver: &mut Driver<'_>) {
    catalogue(driver).await;
    keys(driver).await;
    generations(driver).await;
    presets(driver).await;
    files(driver).await;
}

async fn catalogue(driver: &mut Driver<'_>) {
    for id in [
        "getModels",
        "listModelsUser",
        "listModelsCount",
        "listEmbeddingsModels",
        "listImageModels",
        "listVideosModels",
        "listEndpointsZdr",
        "listProviders",
        "getUserActivity",
        "getCredits",
    ] {
        driver.send(Call::new(id)).await;
    }
    let rss = Call::new("getModels").query("use_rss", &json!(true));
    driver.send(rss).await;
    let page = Call::new("getModels").query("limit", &json!(2)).query("offset", &json!(1));
    driver.send(page).await;
    driver.send(Call::new("createCoinbaseCharge").failing()).await;
    for (id, slug) in [
        ("getModel", "gpt-4o-mini"),
        ("listEndpoints", "gpt-4o-mini"),
        ("listImageModelEndpoints", "gpt-image-1"),
    ] {
        let call = Call::new(id).at("author", &json!("openai"));
        driver.send(call.clone().at("slug", &json!(slug))).await;
        driver.send(call.at("slug", &json!("nothing")).failing()).await;
    }
}

async fn keys(driver: &mut Driver<'_>) {
    let body = json!({"name": "reports", "limit": 5, "limit_reset": "monthly"});
    let key = driver.send(Call::new("createKeys").json(&body)).await;
    let hash = &key["data"]["hash"];
    driver.send(Call::new("list").query("include_disabled", &json!(true))).await;
    driver.send(Call::new("getKey").at("hash", hash)).await;
    let change = json!({"disabled": true, "limit": null});
    driver.send(Call::new("updateKeys").at("hash", hash).json(&change)).await;
    driver.send(Call::new("deleteKeys").at("hash", hash)).await;
    driver.send(Call::new("getKey").at("hash", hash).failing()).await;
    driver.send(Call::new("createKeys").json(&json!({"name": 1})).failing()).await;
    driver.send(Call::new("getCurrentKey")).await;
    let ask = json!({"callback_url": "https://example.com/back"});
    let code = driver.send(Call::new("createAuthKeysCode").json(&ask)).await;
    let exchange =
        Call::new("exchangeAuthCodeForAPIKey").json(&json!({"code": code["data"]["id"]}));
    driver.send(exchange.clone()).await;
    driver.send(exchange.failing()).await;
}

async fn generations(driver: &mut Driver<'_>) {
    let body = json!({
        "model": "openai/gpt-4o-mini", "messages": [{"role": "user", "content": "Hello"}],
    });
    let answer = driver.send(Call::new("sendChatCompletionRequest").json(&body)).await;
    let id = &answer["id"];
    driver.send(Call::new("getGeneration").query("id", id)).await;
    driver.send(Call::new("listGenerationContent").query("id", id)).await;
    let feedback = json!({"generation_id": id, "category": "latency"});
    driver.send(Call::new("submitGenerationFeedback").json(&feedback)).await;
    driver.send(Call::new("getGeneration").query("id", &json!("gen-0")).failing()).await;
}

async fn presets(driver: &mut Driver<'_>) {
    let slug = json!("short");
    let said = json!([{"role": "user", "content": "Be short."}]);
    let model = "openai/gpt-4o-mini";
    for (id, body) in [
        ("createPresetsChatCompletions", json!({"model": model, "messages": said})),
        ("createPresetsMessages", json!({"model": model, "max_tokens": 9, "messages": said})),
        ("createPresetsResponses", json!({"model": model, "input": "Be short."})),
    ] {
        driver.send(Call::new(id).at("slug", &slug).json(&body)).await;
    }
    for id in ["getPreset", "listPresetVersions"] {
        driver.send(Call::new(id).at("slug", &slug)).await;
        driver.send(Call::new(id).at("slug", &json!("nothing")).failing()).await;
    }
    driver.send(Call::new("listPresets")).await;
    let version = Call::new("getPresetVersion").at("slug", &slug);
    driver.send(version.clone().at("version", &json!(1))).await;
    driver.send(version.at("version", &json!(99)).failing()).await;
}

async fn files(driver: &mut Driver<'_>) {
    let file = driver.send(Call::new("uploadFile").form(&[], b"some text")).await;
    let id: &Value = &file["id"];
    driver.send(Call::new("listFiles")).await;
    driver.send(Call::new("getFileMetadata").at("file_id", id)).await;
    // What was uploaded is not given back.
    driver.send(Call::new("downloadFileContent").at("file_id", id).failing()).await;
    driver.send(Call::new("deleteFile").at("file_id", id)).await;
    driver.send(Call::new("getFileMetadata").at("file_id", id).failing()).await;
}
