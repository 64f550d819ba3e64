// Holds the events of streams against the API description, which the proxy cannot: it takes the
// schema of an event for that of the whole body. `ajv` does so instead.

import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { createParser } from "eventsource-parser";

/** Returns what tells the faults of the events of an operation, by its path. */
export function streams(document) {
  const ajv = new Ajv({ strict: false, logger: false });
  addFormats(ajv);
  ajv.addSchema(widened(document), "description");
  const validators = new Map();
  const validator = (path) => {
    if (!validators.has(path)) {
      const place = path.replaceAll("/", "~1").replaceAll("{", "%7B").replaceAll("}", "%7D");
      const content = "post/responses/200/content/text~1event-stream/schema";
      validators.set(path, ajv.compile({ $ref: `description#/paths/${place}/${content}` }));
    }
    return validators.get(path);
  };
  return (path, text) => {
    const validate = validator(path);
    const faults = [];
    const { events, is_ended } = read(text);
    events.forEach((event, place) => {
      if (validate(event)) return;
      const found = validate.errors.map((fault) => `${fault.instancePath} ${fault.message}`);
      const fault = `event ${place}, ${JSON.stringify(event.data)}: ${found.join("; ")}`;
      faults.push(fault.slice(0, 2_000));
    });
    if (!is_ended || events.length < 2) faults.push(`the stream breaks off: ${text.slice(-200)}`);
    return faults;
  };
}

/**
 * Lets parts be text of reasoning, as the service sends them. The description says so of the
 * events, but builds them upon others that it forgot to tell.
 */
function widened(document) {
  const copy = structuredClone(document);
  for (const name of ["BaseContentPartAddedEvent", "BaseContentPartDoneEvent"]) {
    const part = copy.components.schemas[name]?.properties?.part;
    part?.anyOf?.push({ $ref: "#/components/schemas/ReasoningTextContent" });
  }
  return copy;
}

/** Takes a stream apart; `[DONE]`, or the last event of a message, is its end. */
function read(text) {
  const events = [];
  let is_ended = false;
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (data === "[DONE]") {
        is_ended = true;
        return;
      }
      events.push({ ...(event && { event }), data: JSON.parse(data) });
      is_ended ||= event === "message_stop";
    },
    onError: (error) => {
      throw error;
    },
  });
  parser.feed(text);
  return { events, is_ended };
}
