# SPDX-License-Identifier: Apache-2.0
"""checks.py SAMPLES URL: judges our requests by the SDKs' own types, and reads our answers with their clients."""

import json
import pathlib
import sys
import traceback

import anthropic
import httpx2
import openai
from anthropic.types import RawMessageStreamEvent, beta, message_create_params
from openai.types.chat import ChatCompletionChunk, completion_create_params
from openai.types.responses import ResponseStreamEvent, response_create_params
from pydantic import BaseModel, TypeAdapter

SAMPLES, URL = pathlib.Path(sys.argv[1]), sys.argv[2]
KEY = "sk-loopback-only-not-a-secret"
WORDS = "The answer is forty-two — ü👍 \"checked\"."
ADVISOR = "advisor-tool-2026-03-01"
passed, failed = 0, []


def check(name):
    """Runs the function at once; what it asserts decides."""
    def run(function):
        global passed
        try:
            function()
        except Exception:
            failed.append(name)
            print(f"FAIL  {name}\n    " + traceback.format_exc(limit=-3).replace("\n", "\n    "))
        else:
            passed += 1
            print(f"ok    {name}")
    return run


def same(found, expected):
    assert found == expected, f"{found!r} instead of {expected!r}"


# --- Requests ---------------------------------------------------------------------------------------------------------

def plain(value):
    """The value with every lazy list read, which is what makes pydantic validate it."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        return value
    return [plain(inner) for inner in value]


def schemaless(body):
    """The body without schemas of tools: they are free, and the beta types drop what they do not know of them."""
    tools = [{key: value for key, value in tool.items() if key != "input_schema"} for tool in body.get("tools", [])]
    return {**body, "tools": tools}


ADAPTERS = {}


def adapter(kind):
    """One for each type: what it leaves lazy needs it as long as it is read."""
    return ADAPTERS.setdefault(kind, TypeAdapter(kind))


PARAMS = {
    "anthropic-messages": (message_create_params.MessageCreateParamsNonStreaming, message_create_params.MessageCreateParamsStreaming),
    "openai-chat": (completion_create_params.CompletionCreateParamsNonStreaming, completion_create_params.CompletionCreateParamsStreaming),
    "openai-responses": (response_create_params.ResponseCreateParamsNonStreaming, response_create_params.ResponseCreateParamsStreaming),
}
# The stable types of the Messages API do not have what is beta yet.
BETA = (beta.message_create_params.MessageCreateParamsNonStreaming, beta.message_create_params.MessageCreateParamsStreaming)

samples = sorted(SAMPLES.glob("*.json"))
for path in samples:
    dialect, name, kind, _ = path.name.split(".")

    @check(f"{dialect}: the {kind} request '{name}' fits the SDK's types, and they know every member")
    def _():
        body = json.loads(path.read_text())
        types = BETA if dialect == "anthropic-messages" and name == "conversation" else PARAMS[dialect]
        # Unknown members are dropped in silence, so what comes out is compared with what went in.
        same(schemaless(plain(adapter(types[kind == "streamed"]).validate_python(body))), schemaless(body))


@check("the types can say no")
def _():
    for dialect, broken in (("anthropic-messages", {"messages": [{"role": "user", "content": [{"type": "text"}]}], "max_tokens": 1}),
                            ("openai-chat", {"messages": [{"role": "tool", "content": "x"}]}),
                            ("openai-responses", {"input": [{"type": "function_call", "name": "x"}]})):
        try:
            plain(adapter(PARAMS[dialect][0]).validate_python({"model": "m", **broken}))
        except ValueError:
            continue
        raise AssertionError(f"{dialect} takes anything")
    same(len(samples), 30)


# --- Answers ----------------------------------------------------------------------------------------------------------

# Members of ours that the SDKs do not know: reasoning in Chat has no standard name, and the lifetimes of caches are told at the
# end of a stream too, where they are first known.
OURS = {"reasoning_content", "reasoning_opaque"}
OURS_AT = {".usage[0].cache_creation"}


def strangers(model, path=""):
    """Members that the types do not declare, anywhere."""
    found = []
    for key in model.model_extra or {}:
        if key not in OURS and f"{path}.{key}" not in OURS_AT:
            found.append(f"{path}.{key}")
    for key in type(model).model_fields:
        value = getattr(model, key, None)
        for index, inner in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(inner, BaseModel):
                found += strangers(inner, f"{path}.{key}[{index}]")
    return found


def judge(kind, text):
    """Validates a body strictly, as the SDKs themselves do not."""
    same(strangers(adapter(kind).validate_python(json.loads(text))), [])


def lines(response):
    """The data of each frame of a stream."""
    return [line[6:] for line in response.text.splitlines() if line.startswith("data: ") and line != "data: [DONE]"]


def post(path, body, **headers):
    with httpx2.Client() as client:
        return client.post(URL + path, json=body, headers={"authorization": f"Bearer {KEY}", **headers}, timeout=60)


claude = anthropic.Anthropic(api_key=KEY, base_url=URL, max_retries=0)
gpt = openai.OpenAI(api_key=KEY, base_url=URL + "/v1", max_retries=0)
SCHEMA = {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]}
CLAUDE_TOOLS = [{"name": name, "description": "Does it.", "input_schema": SCHEMA} for name in ("read", "list")]
CHAT_TOOLS = [{"type": "function", "function": {"name": name, "parameters": SCHEMA}} for name in ("read", "list")]
GPT_TOOLS = [{"type": "function", "name": name, "parameters": SCHEMA, "strict": False} for name in ("read", "list")]
HI = [{"role": "user", "content": "Hi"}]
INPUTS = [{"path": f"ä \"{index}\".md", "from": 1} for index in (0, 1)]
MODELS = ("text", "tools", "thinks", "thinks-tool", "limit", "refuses", "advised")

for model in MODELS:
    @check(f"anthropic-messages: '{model}' is valid, whole and frame by frame")
    def _():
        body = {"model": model, "max_tokens": 99, "messages": HI, "tools": CLAUDE_TOOLS}
        for headers in ({}, {"anthropic-beta": ADVISOR}):
            # Steps of several models are beta, wherever they stand.
            stable = not headers and model != "advised"
            kind = anthropic.types.Message if stable else beta.BetaMessage
            judge(kind, post("/v1/messages", body, **headers).text)
            events = lines(post("/v1/messages", {**body, "stream": True}, **headers))
            for line in events:
                judge(RawMessageStreamEvent if stable else beta.BetaRawMessageStreamEvent, line)
            same(json.loads(events[-1])["type"], "message_stop")

    @check(f"openai-chat: '{model}' is valid, whole and frame by frame")
    def _():
        body = {"model": model, "messages": HI, "tools": CHAT_TOOLS}
        judge(openai.types.chat.ChatCompletion, post("/v1/chat/completions", body).text)
        for line in lines(post("/v1/chat/completions", {**body, "stream": True, "stream_options": {"include_usage": True}})):
            judge(ChatCompletionChunk, line)

    @check(f"openai-responses: '{model}' is valid, whole and frame by frame")
    def _():
        body = {"model": model, "input": "Hi", "tools": GPT_TOOLS}
        judge(openai.types.responses.Response, post("/v1/responses", body).text)
        for line in lines(post("/v1/responses", {**body, "stream": True})):
            judge(ResponseStreamEvent, line)


def claude_answers(streamed, **more):
    if not streamed:
        return claude.messages.create(max_tokens=99, **more)
    with claude.messages.stream(max_tokens=99, **more) as stream:
        stream.until_done()
        return stream.get_final_message()


def chat_answers(streamed, **more):
    if not streamed:
        return gpt.chat.completions.create(**more)
    with gpt.chat.completions.stream(stream_options={"include_usage": True}, **more) as stream:
        for _ in stream:
            pass
        return stream.get_final_completion()


def gpt_answers(streamed, **more):
    if not streamed:
        return gpt.responses.create(**more)
    with gpt.responses.stream(**more) as stream:
        for _ in stream:
            pass
        return stream.get_final_response()


for streamed in (False, True):
    how = "streamed" if streamed else "whole"

    @check(f"anthropic-messages, {how}: the client reads words, a limit and a refusal")
    def _():
        answer = claude_answers(streamed, model="text", messages=HI)
        same([(block.type, block.text) for block in answer.content], [("text", WORDS)])
        same((answer.stop_reason, answer.usage.input_tokens, answer.usage.output_tokens), ("end_turn", 10, 5))
        same(claude_answers(streamed, model="limit", messages=HI).stop_reason, "max_tokens")
        refused = claude_answers(streamed, model="refuses", messages=HI)
        same((refused.stop_reason, refused.stop_details.explanation), ("refusal", "I would rather not."))

    @check(f"openai-chat, {how}: the client reads words, a limit and a refusal")
    def _():
        answer = chat_answers(streamed, model="text", messages=HI)
        same((answer.choices[0].message.content, answer.choices[0].finish_reason), (WORDS, "stop"))
        same((answer.usage.prompt_tokens, answer.usage.completion_tokens), (10, 5))
        if not streamed:  # The streaming helper makes an exception of it.
            same(chat_answers(streamed, model="limit", messages=HI).choices[0].finish_reason, "length")
        same(chat_answers(streamed, model="refuses", messages=HI).choices[0].message.refusal, "I would rather not.")

    @check(f"openai-responses, {how}: the client reads words, a limit and a refusal")
    def _():
        answer = gpt_answers(streamed, model="text", input="Hi")
        same((answer.output_text, answer.status), (WORDS, "completed"))
        same((answer.usage.input_tokens, answer.usage.output_tokens), (10, 5))
        limited = gpt.responses.create(model="limit", input="Hi")
        same((limited.status, limited.incomplete_details.reason), ("incomplete", "max_output_tokens"))
        refused = gpt_answers(streamed, model="refuses", input="Hi")
        same(refused.output[0].content[0].refusal, "I would rather not.")

    @check(f"anthropic-messages, {how}: parallel tools, with reasoning that goes back, in a whole conversation")
    def _():
        for model, count in (("tools", 2), ("thinks-tool", 1)):
            answer = claude_answers(streamed, model=model, messages=HI, tools=CLAUDE_TOOLS)
            calls = [block for block in answer.content if block.type == "tool_use"]
            same(len(calls), count)
            if model == "tools":
                same([call.input for call in calls], INPUTS)
            results = [{"type": "tool_result", "tool_use_id": call.id, "content": f"{call.name} ü"} for call in calls]
            history = HI + [{"role": "assistant", "content": answer.content}, {"role": "user", "content": results}]
            last = claude_answers(streamed, model=model, messages=history, tools=CLAUDE_TOOLS)
            same(last.content[0].text, "The tools said: " + ", ".join(f"{call.name} ü" for call in calls))
            told = json.loads(claude_answers(False, model="summary", messages=history, tools=CLAUDE_TOOLS).content[0].text)
            same([block.split(":")[0] for block in told["messages"][1]["blocks"]],
                 ["text", "call", "call"] if model == "tools" else ["thinking", "call"])
            if model != "tools":
                same(told["messages"][1]["blocks"][0], "thinking:ds")

    @check(f"openai-chat, {how}: parallel tools, with reasoning that goes back, in a whole conversation")
    def _():
        for model, count in (("tools", 2), ("thinks-tool", 1)):
            message = chat_answers(streamed, model=model, messages=HI, tools=CHAT_TOOLS).choices[0].message
            same(len(message.tool_calls), count)
            if model == "tools":
                same([json.loads(call.function.arguments) for call in message.tool_calls], INPUTS)
            results = [{"role": "tool", "tool_call_id": call.id, "content": f"{call.function.name} ü"} for call in message.tool_calls]
            history = HI + [message.to_dict()] + results
            last = chat_answers(streamed, model=model, messages=history, tools=CHAT_TOOLS)
            same(last.choices[0].message.content, "The tools said: " + ", ".join(result["content"] for result in results))
            told = json.loads(chat_answers(False, model="summary", messages=history, tools=CHAT_TOOLS).choices[0].message.content)
            if model != "tools":
                same(told["messages"][1]["blocks"][0], "thinking:ds")

    @check(f"openai-responses, {how}: parallel tools, with reasoning that goes back, in a whole conversation")
    def _():
        for model, count in (("tools", 2), ("thinks-tool", 1)):
            answer = gpt_answers(streamed, model=model, input=HI, tools=GPT_TOOLS)
            calls = [item for item in answer.output if item.type == "function_call"]
            same(len(calls), count)
            if model == "tools":
                same([json.loads(call.arguments) for call in calls], INPUTS)
            results = [{"type": "function_call_output", "call_id": call.call_id, "output": f"{call.name} ü"} for call in calls]
            history = HI + [item.to_dict() for item in answer.output] + results
            last = gpt_answers(streamed, model=model, input=history, tools=GPT_TOOLS)
            same(last.output_text, "The tools said: " + ", ".join(result["output"] for result in results))
            told = json.loads(gpt_answers(False, model="summary", input=history, tools=GPT_TOOLS).output_text)
            if model != "tools":
                same(told["messages"][1]["blocks"][0], "thinking:ds")

    @check(f"anthropic-messages, {how}: a consultation is read, billed by step, and comes back whole")
    def _():
        def answers(**more):
            if not streamed:
                return claude.beta.messages.create(max_tokens=99, betas=[ADVISOR], **more)
            with claude.beta.messages.stream(max_tokens=99, betas=[ADVISOR], **more) as stream:
                stream.until_done()
                return stream.get_final_message()

        answer = answers(model="advised", messages=HI)
        same([block.type for block in answer.content], ["text", "server_tool_use", "advisor_tool_result", "thinking", "text"])
        same(answer.content[1].input, {"question": "Which way?"})
        assert answer.content[2].content.text.startswith("proceed: go on."), answer.content[2]
        same((answer.usage.input_tokens, answer.usage.output_tokens), (250, 30))
        same([(step.type, step.model, step.input_tokens) for step in answer.usage.iterations],
             [("message", "cheap", 100), ("advisor_message", "dear", 50), ("message", "cheap", 150)])
        history = HI + [{"role": "assistant", "content": answer.content}, {"role": "user", "content": "And?"}]
        told = json.loads(claude.beta.messages.create(max_tokens=99, model="summary", messages=history).content[0].text)
        same(told["messages"][1]["blocks"], ["text:Let me ask.", "consultation:1", f"text:{WORDS}"])

    @check(f"openai-chat and openai-responses, {how}: a consultation comes back whole")
    def _():
        message = chat_answers(streamed, model="advised", messages=HI).choices[0].message
        history = HI + [message.to_dict()] + HI
        told = json.loads(chat_answers(False, model="summary", messages=history).choices[0].message.content)
        same(told["messages"][1]["blocks"], ["text:Let me ask.", "consultation:1", f"text:{WORDS}"])
        answer = gpt_answers(streamed, model="advised", input=HI)
        same([item.type for item in answer.output], ["message", "reasoning", "message"])
        history = HI + [item.to_dict() for item in answer.output] + HI
        told = json.loads(gpt_answers(False, model="summary", input=history).output_text)
        same(told["messages"][1]["blocks"], ["text:Let me ask.", "consultation:1", f"text:{WORDS}"])


@check("requests that the clients write are read: instructions, pictures, limits, efforts, stops")
def _():
    picture = "iVBORw0KGgo="
    told = json.loads(claude.messages.create(
        model="summary", max_tokens=77, system="S", stop_sequences=["END"], output_config={"effort": "low"}, tools=CLAUDE_TOOLS,
        messages=[{"role": "user", "content": [{"type": "text", "text": "Q"}, {"type": "image", "source": {
            "type": "base64", "media_type": "image/png", "data": picture}}]}]).content[0].text)
    expected = {"system": "S", "messages": [{"role": "user", "blocks": ["text:Q", "image:base64"]}], "tools": ["read", "list"],
                "limit": 77, "effort": "low", "stop": ["END"]}
    same(told, expected)
    told = json.loads(gpt.chat.completions.create(
        model="summary", max_completion_tokens=77, stop=["END"], reasoning_effort="low", tools=CHAT_TOOLS,
        messages=[{"role": "developer", "content": "S"}, {"role": "user", "content": [{"type": "text", "text": "Q"}, {
            "type": "image_url", "image_url": {"url": f"data:image/png;base64,{picture}"}}]}]).choices[0].message.content)
    same(told, expected)
    told = json.loads(gpt.responses.create(
        model="summary", max_output_tokens=77, instructions="S", reasoning={"effort": "low"}, tools=GPT_TOOLS,
        input=[{"role": "user", "content": [{"type": "input_text", "text": "Q"}, {
            "type": "input_image", "detail": "auto", "image_url": f"data:image/png;base64,{picture}"}]}]).output_text)
    same(told, {**expected, "stop": []})


ERRORS = {"overloaded": (529, "InternalServerError"), "limited": (429, "RateLimitError"), "forbidden": (403, "PermissionDeniedError"),
          "unauthorised": (401, "AuthenticationError"), "nobody": (404, "NotFoundError")}
for model, (status, name) in ERRORS.items():
    @check(f"'{model}' is the clients' {name}")
    def _():
        for sdk, ask in ((anthropic, lambda: claude_answers(False, model=model, messages=HI)),
                         (openai, lambda: chat_answers(False, model=model, messages=HI)),
                         (openai, lambda: gpt_answers(False, model=model, input="Hi"))):
            try:
                ask()
            except sdk.APIStatusError as error:
                same(error.status_code, status)
                # Anthropic's client has a class of its own for 529.
                expected = {name, "OverloadedError"} if sdk is anthropic and status == 529 else {name}
                assert type(error).__name__ in expected, type(error)
                assert error.body, "no body"
            else:
                raise AssertionError("no error")


@check("an answer that dies half-way is an error to every client, never an end")
def _():
    for sdk, ask in ((anthropic, lambda: claude_answers(True, model="dies", messages=HI)),
                     (openai, lambda: chat_answers(True, model="dies", messages=HI))):
        try:
            ask()
        except sdk.APIError as error:
            assert "Busy" in str(error), error
        else:
            raise AssertionError("a tidy end")
    failures = [event for event in gpt.responses.create(model="dies", input="Hi", stream=True) if event.type == "response.failed"]
    same([event.response.error.message for event in failures], ["Busy."])


print(f"{passed} passed, {len(failed)} failed")
sys.exit(1 if failed else 0)
